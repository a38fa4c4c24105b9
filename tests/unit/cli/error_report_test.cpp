#include "cli/error_report.hpp"

#include <gtest/gtest.h>

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::ExitCode;

TEST(ErrorReport, TheCodeOfAnErrorHasItsExitCode) {
  EXPECT_EQ(exitCodeOf({ErrorCode::kMalformedYaml, "", {}}), ExitCode::kBadYaml);
  EXPECT_EQ(exitCodeOf({ErrorCode::kIo, "", {}}), ExitCode::kBadFile);
  EXPECT_EQ(exitCodeOf({ErrorCode::kBadSetting, "", {}}), ExitCode::kUsage);
}

TEST(ErrorReport, AHintStandsBelowTheMessage) {
  ::testing::internal::CaptureStderr();
  printError({ErrorCode::kIo, "no file", "make one"});
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "hrp: no file\n     make one\n");
}

TEST(ErrorReport, WhatAFileHoldsDoesNotSteerATerminal) {
  EXPECT_EQ(printable("a\x1b[2J\x07\t\n\u00e9\x7f"), "a\\x1b[2J\\x07\t\n\u00e9\\x7f");
}

}  // namespace
}  // namespace hrp::cli
