#include "hrp/base/files/open_files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>

namespace hrp::base {
namespace {

TEST(OpenFilesTest, RaisesTheSoftLimitToTheHardOne) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit lowered = before;
  lowered.rlim_cur = 256;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &lowered), 0);
  EXPECT_EQ(raiseOpenFileLimit(), before.rlim_max);
  rlimit after{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
}

TEST(OpenFilesTest, WhatIsOpenedIsNotStandardOutput) {
  const int kept = ::dup(STDOUT_FILENO);
  ::close(STDOUT_FILENO);
  holdStandardFiles();
  const ssize_t written = ::write(STDOUT_FILENO, "x", 1);
  const int error_number = errno;
  const int opened = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(kept, STDOUT_FILENO);
  ::close(kept);
  ::close(opened);
  EXPECT_EQ(written, -1);
  EXPECT_EQ(error_number, EBADF);
  EXPECT_GT(opened, STDERR_FILENO);
}

}  // namespace
}  // namespace hrp::base
