#include "hrp/record/run_file_writer.hpp"

#include <gtest/gtest.h>

#include "record/file/block.hpp"
#include "support/sample_slice.hpp"

namespace hrp::record {
namespace {

std::vector<BlockKind> kindsOf(std::string_view bytes) {
  std::vector<BlockKind> kinds;
  while (!bytes.empty()) {
    const auto header = readBlockHeader(bytes);
    if (!header) break;
    kinds.push_back(header->kind);
    bytes.remove_prefix(kBlockHeaderBytes + header->bytes);
  }
  EXPECT_TRUE(bytes.empty());
  return kinds;
}

TEST(RunFileWriter, GivesWholeBlocksAndNamesBeforeTheyAreUsed) {
  using enum BlockKind;
  RunFileWriter writer;
  const std::string begin = writer.begin({});
  EXPECT_TRUE(begin.starts_with("hrp-run\n\x01"));
  EXPECT_EQ(kindsOf(std::string_view(begin).substr(kFileHeaderBytes)), std::vector{kOrigin});
  const stats::Slice slice = hrp::testing::sampleSlice(3);
  EXPECT_EQ(kindsOf(writer.figures(0, slice)), (std::vector{kNames, kFigures}));
  EXPECT_EQ(kindsOf(writer.figures(1, slice)), std::vector{kFigures});
  EXPECT_EQ(kindsOf(writer.moment(1, {})), std::vector{kMoment});
  EXPECT_EQ(kindsOf(writer.end({})), std::vector{kEnd});
}

TEST(RunFileWriter, EachFileNamesAnew) {
  RunFileWriter writer;
  const stats::Slice slice = hrp::testing::sampleSlice(3);
  static_cast<void>(writer.begin({}));
  const std::string first = writer.figures(0, slice);
  static_cast<void>(writer.begin({}));
  EXPECT_EQ(writer.figures(0, slice), first);
}

}  // namespace
}  // namespace hrp::record
