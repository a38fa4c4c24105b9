#include "cli/build_command.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

using base::ExitCode;

class BuildCommandTest : public ::testing::Test {
 protected:
  ExitCode build(const BuildOptions& options) {
    std::ostringstream out;
    ::testing::internal::CaptureStderr();
    const ExitCode code = runBuild(options, out);
    error_ = ::testing::internal::GetCapturedStderr();
    out_ = out.str();
    return code;
  }

  hrp::testing::TempFolder temp_;
  std::string out_;
  std::string error_;
};

TEST_F(BuildCommandTest, PythonNeedsNoBuild) {
  const std::string file = temp_.write("debugtalk.py", "");
  EXPECT_EQ(build({file, "", "go"}), ExitCode::kOk);
  EXPECT_EQ(out_, file + ": nothing to build, hrp runs functions in Python as they are\n");
}

TEST_F(BuildCommandTest, FilesThatCannotBeBuiltAreNamed) {
  EXPECT_EQ(build({temp_.file("none.go"), "", "go"}), ExitCode::kBadFile);
  EXPECT_EQ(error_, "hrp: " + temp_.file("none.go") + ": there is no such file\n");
  const std::string other = temp_.write("debugtalk.rs", "");
  EXPECT_EQ(build({other, "", "go"}), ExitCode::kBadExtension);
  const std::string bad = temp_.write("debugtalk.go", "package tools\n");
  EXPECT_EQ(build({bad, "", "go"}), ExitCode::kBadPlugin);
  EXPECT_EQ(error_, "hrp: " + bad + ": its package is tools, not main\n");
}

TEST_F(BuildCommandTest, WithoutGoItSaysSo) {
  const std::string file =
      temp_.write("debugtalk.go", "package main\nfunc One() int { return 1 }\n");
  EXPECT_EQ(build({file, temp_.path(), temp_.file("nothing")}), ExitCode::kBuildFailed);
  EXPECT_NE(error_.find("hrp build needs Go, and there is none"), std::string::npos) << error_;
  EXPECT_NE(error_.find("install Go"), std::string::npos) << error_;
}

}  // namespace
}  // namespace hrp::cli
