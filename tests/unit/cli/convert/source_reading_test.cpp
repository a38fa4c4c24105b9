#include "cli/convert/source_reading.hpp"

#include <gtest/gtest.h>

namespace hrp::cli {
namespace {

TEST(SourceReadingTest, NotesAreShownOnStandardError) {
  ::testing::internal::CaptureStderr();
  printNotes({"a\x1b", "b"});
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "hrp: note: a\\x1b\nhrp: note: b\n");
}

TEST(SourceReadingTest, FilesReadNoStandardInput) {
  EXPECT_FALSE(fileReading().standard_input);
  EXPECT_TRUE(curlReading().standard_input);
  EXPECT_GT(fileReading().now_s, 1'700'000'000);
}

}  // namespace
}  // namespace hrp::cli
