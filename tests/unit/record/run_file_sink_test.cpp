#include "hrp/record/run_file_sink.hpp"

#include <gtest/gtest.h>

#include "hrp/record/run_file.hpp"
#include "support/sample_slice.hpp"
#include "support/temp_folder.hpp"

namespace hrp::record {
namespace {

TEST(RunFileSink, EachSecondThatIsOverCanBeRead) {
  const testing::TempFolder temp;
  const std::string path = temp.file("run.hrp");
  RunFileSink sink(path);
  for (const char* run : {"first", "second"}) {
    ASSERT_TRUE(sink.begin({.command = run}));
    for (std::uint32_t second = 0; second < 3; ++second) {
      ASSERT_TRUE(sink.figures(second, hrp::testing::sampleSlice(3)));
      EXPECT_EQ((*RunFile::open(path))->seconds(), second);
      ASSERT_TRUE(sink.moment(second, {}));
      EXPECT_EQ((*RunFile::open(path))->seconds(), second + 1);
    }
    EXPECT_FALSE((*RunFile::open(path))->end());
    ASSERT_TRUE(sink.end({}));
    const auto file = RunFile::open(path);
    EXPECT_TRUE((*file)->end());
    EXPECT_EQ((*file)->origin().command, run);
  }
}

TEST(RunFileSink, AFullDiskIsAnError) {
  RunFileSink sink("/dev/full");
  EXPECT_FALSE(sink.begin({}));
}

}  // namespace
}  // namespace hrp::record
