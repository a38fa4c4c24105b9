#include "cli/run/run_command.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "support/server/test_server.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

using base::ExitCode;

class RunCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = testing::TestServer::start();
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("run", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  }
  void add(const std::string& name, const std::string& config, const std::string& step) {
    options_.testcases.push_back(
        folder_.write(name, "config: {name: c, base_url: '" + server_->url() + "'" + config +
                                "}\nteststeps: [{name: one, " + step + "}]\n"));
  }
  ExitCode run() {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const ExitCode code = runOnce(options_);
    out_ = ::testing::internal::GetCapturedStdout();
    error_ = ::testing::internal::GetCapturedStderr();
    return code;
  }
  const testing::TempFolder folder_;
  std::unique_ptr<testing::TestServer> server_;
  RunOptions options_;
  std::string out_;
  std::string error_;
};

const char* const kHello = "request: {method: GET, url: /hello}";
const char* const kFailing =
    "request: {method: GET, url: /hello}, validate: [{eq: [status_code, 500]}]";

TEST_F(RunCommandTest, RunsEveryFile) {
  add("a.yaml", "", kHello);
  add("b.yaml", "", kHello);
  EXPECT_EQ(run(), ExitCode::kOk) << error_;
  EXPECT_EQ(server_->requestCount("/hello"), 2U);
  EXPECT_NE(out_.find("one"), std::string::npos);
  EXPECT_EQ(out_.find("hrp exit"), std::string::npos);
}

TEST_F(RunCommandTest, TheLastFileThatFailedGivesTheCode) {
  add("a.yaml", "", "request: {method: GET, url: /$nope}");
  add("b.yaml", "", kFailing);
  add("c.yaml", "", kHello);
  EXPECT_EQ(run(), ExitCode::kFailure);
  EXPECT_EQ(server_->requestCount("/hello"), 2U);
  EXPECT_NE(out_.find("hrp exit 1\n"), std::string::npos) << out_;
}

TEST_F(RunCommandTest, AFileThatCannotBeLoadedIsNamedAndTheOthersRun) {
  options_.testcases.push_back(folder_.write("a.json", "{"));
  add("b.yaml", "", kHello);
  EXPECT_EQ(run(), ExitCode::kBadJson);
  EXPECT_EQ(server_->requestCount("/hello"), 1U);
  EXPECT_NE(error_.find("a.json:1:"), std::string::npos) << error_;
}

TEST_F(RunCommandTest, AConfigThatCannotBeUsedEndsTheRun) {
  add("a.yaml", "", kHello);
  add("b.yaml", ", variables: {v: $w}", kHello);
  add("c.yaml", "", kHello);
  EXPECT_EQ(run(), ExitCode::kVariables);
  EXPECT_EQ(server_->requestCount("/hello"), 1U);
}

TEST_F(RunCommandTest, WhatCannotBeCompiledIsNamedBeforeItRuns) {
  add("a.yaml", "", "request: {method: GET, url: /hello}, extract: {a: 'body.[['}");
  EXPECT_EQ(run(), ExitCode::kOk);
  EXPECT_NE(error_.find("step 1 (one): extract.a"), std::string::npos) << error_;
}

TEST_F(RunCommandTest, TheCaseTimeoutOfTheFlagHoldsWhereTheConfigHasNone) {
  options_.case_timeout = std::chrono::milliseconds(1);
  add("a.yaml", ", parameters: {v: [1, 2]}", "request: {method: GET, url: /delay/30}");
  EXPECT_EQ(run(), ExitCode::kTimedOut);
  EXPECT_EQ(server_->requestCount("/delay/30"), 1U);
  options_.testcases.clear();
  add("b.yaml", ", case_timeout: 60", "request: {method: GET, url: /delay/30}");
  EXPECT_EQ(run(), ExitCode::kOk);
}

TEST_F(RunCommandTest, ThresholdsGiveACodeWhenEveryStepHeld) {
  add("a.yaml", "", kHello);
  options_.thresholds = {judge::parseThreshold("one: max < 3600s").value()};
  EXPECT_EQ(run(), ExitCode::kOk) << error_;
  EXPECT_NE(out_.find("Thresholds: all met"), std::string::npos) << out_;
  options_.thresholds = {judge::parseThreshold("one: max > 3600s").value()};
  EXPECT_EQ(run(), ExitCode::kThresholdNotMet);
  EXPECT_NE(out_.find("hrp exit 60\n"), std::string::npos) << out_;
  options_.thresholds = {judge::parseThreshold("two: max < 3600s").value()};
  EXPECT_EQ(run(), ExitCode::kUsage);
  EXPECT_NE(error_.find("no row is named \"two\""), std::string::npos) << error_;
}

}  // namespace
}  // namespace hrp::cli
