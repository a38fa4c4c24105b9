#include "hrp/base/files/file_lock.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

namespace fs = std::filesystem;

// flock() tells apart descriptors and not processes, so one process can hold two.
TEST(FileLockTest, AFileIsOfOne) {
  const testing::TempFolder temp;
  const std::string file = temp.file("run.hrp");
  fs::create_symlink("run.hrp", temp.file("link"));
  {
    const auto first = FileLock::take(file);
    ASSERT_TRUE(first);
    const auto second = FileLock::take(temp.file("link"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(second.error().message, temp.file("link") + ": another process is writing it");
    EXPECT_TRUE(fs::exists(file)) << "it is of the first";
  }
  EXPECT_FALSE(fs::exists(file)) << "nothing was written";
  EXPECT_TRUE(FileLock::take(file));
}

TEST(FileLockTest, WhatIsInAFileStays) {
  const testing::TempFolder temp;
  temp.write("old", "");
  temp.write("full", "figures");
  {
    const auto locks =
        std::pair{FileLock::take(temp.file("old")), FileLock::take(temp.file("full"))};
  }
  EXPECT_EQ(readFile(temp.file("old")).value(), "");
  EXPECT_EQ(readFile(temp.file("full")).value(), "figures");
  auto made = FileLock::take(temp.file("new"));
  temp.write("new", "figures");
  { const auto moved = std::move(*made); }
  EXPECT_EQ(readFile(temp.file("new")).value(), "figures");
}

TEST(FileLockTest, DevicesAreForSeveral) {
  const auto first = FileLock::take("/dev/null");
  EXPECT_TRUE(FileLock::take("/dev/null"));
  EXPECT_TRUE(FileLock::take("-"));
  EXPECT_FALSE(FileLock::take("/nowhere/run.hrp"));
}

}  // namespace
}  // namespace hrp::base
