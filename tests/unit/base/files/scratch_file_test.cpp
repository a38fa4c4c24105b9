#include "hrp/base/files/scratch_file.hpp"

#include <gtest/gtest.h>

#include "hrp/base/files/output_stream.hpp"
#include "hrp/base/files/stored_file.hpp"

namespace hrp::base {
namespace {

std::string contentOf(const ScratchFile& file) {
  const auto stored = StoredFile::open(file.path());
  return stored ? *(*stored)->text() : stored.error().message;
}

TEST(ScratchFile, IsWrittenAndReadByItsPath) {
  auto file = ScratchFile::make();
  ASSERT_TRUE(file.has_value());
  OutputStream stream(file->path());
  ASSERT_TRUE(stream.begin().has_value());
  ASSERT_TRUE(stream.append("the first run").has_value());
  EXPECT_EQ(contentOf(*file), "the first run");
  ASSERT_TRUE(file->clear().has_value());
  ASSERT_TRUE(stream.begin().has_value());
  ASSERT_TRUE(stream.append("second").has_value());
  EXPECT_EQ(contentOf(*file), "second");
}

TEST(ScratchFile, EachIsItsOwn) {
  auto one = ScratchFile::make();
  auto other = ScratchFile::make();
  ASSERT_TRUE(one.has_value() && other.has_value());
  EXPECT_NE(one->path(), other->path());
  const ScratchFile moved = std::move(*one);
  EXPECT_EQ(contentOf(moved), "");
}

}  // namespace
}  // namespace hrp::base
