#include "cli/start/application.hpp"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <vector>

namespace hrp::cli {
namespace {

using base::ExitCode;

class ApplicationTest : public ::testing::Test {
 protected:
  ExitCode run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "hrp");
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const ExitCode code = runApplication(static_cast<int>(pointers.size()), pointers.data());
    out_ = ::testing::internal::GetCapturedStdout();
    error_ = ::testing::internal::GetCapturedStderr();
    // Another logger for the next test, which sets up one of that name again.
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(""));
    return code;
  }
  std::string out_;
  std::string error_;
};

TEST_F(ApplicationTest, PrintsItsVersion) {
  EXPECT_EQ(run({"--version"}), ExitCode::kOk);
  EXPECT_EQ(out_.rfind("hrp ", 0), 0u) << out_;
}

TEST_F(ApplicationTest, HelpGroupsTheFlags) {
  EXPECT_EQ(run({"boom", "--help"}), ExitCode::kOk);
  for (const char* group :
       {"Load:", "Connections:", "Output:", "Master:", "Worker:", "Profiling"}) {
    EXPECT_NE(out_.find(group), std::string::npos) << group;
  }
}

TEST_F(ApplicationTest, WrongFlagsAreUsageErrors) {
  EXPECT_EQ(run({}), ExitCode::kUsage);
  EXPECT_EQ(run({"boom", "--spawn-cuont", "3"}), ExitCode::kUsage);
  EXPECT_NE(error_.find("--spawn-cuont"), std::string::npos) << error_;
  EXPECT_EQ(run({"boom", "case.yaml", "--spawn-count", "many"}), ExitCode::kUsage);
  EXPECT_NE(error_.find("--spawn-count"), std::string::npos) << error_;
  EXPECT_EQ(run({"boom", "case.yaml", "--log-level", "loud"}), ExitCode::kUsage);
  EXPECT_NE(error_.find("loud"), std::string::npos) << error_;
}

TEST_F(ApplicationTest, AVenvWithoutPythonIsRefused) {
  EXPECT_EQ(run({"boom", "case.yaml", "--venv", "/no/such/venv"}), ExitCode::kBadVenv);
  EXPECT_NE(error_.find("/no/such/venv"), std::string::npos) << error_;
}

TEST_F(ApplicationTest, AMissingTestcaseIsNamed) {
  EXPECT_EQ(run({"boom", "/no/such/case.yaml"}), ExitCode::kBadFile);
  EXPECT_NE(error_.find("/no/such/case.yaml"), std::string::npos) << error_;
}

TEST(ApplicationErrorTest, ErrorsOfLoadingHaveTheirOwnCodes) {
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kNotFound, "", ""}), ExitCode::kBadFile);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kInvalidArgument, "", ""}), ExitCode::kBadTestcase);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kMalformedJson, "", ""}), ExitCode::kBadJson);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kMalformedYaml, "", ""}), ExitCode::kBadYaml);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kMalformedEnvFile, "", ""}), ExitCode::kBadEnvFile);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kMalformedCsv, "", ""}), ExitCode::kBadCsv);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kBadExtension, "", ""}), ExitCode::kBadExtension);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kBadReference, "", ""}), ExitCode::kBadReference);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kBadVariables, "", ""}), ExitCode::kVariables);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kUndefinedVariable, "", ""}), ExitCode::kVariable);
  EXPECT_EQ(exitCodeOf({base::ErrorCode::kFunction, "", ""}), ExitCode::kFunction);
}

}  // namespace
}  // namespace hrp::cli
