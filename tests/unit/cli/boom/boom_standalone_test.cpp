#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/boom/boom_roles.hpp"
#include "hrp/base/files/file.hpp"
#include "support/server/test_server.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

class BoomStandaloneTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.results.summary_json = folder_.file("summary.json");
    options_.load.disable_console_output = true;
    options_.threads = 1;
  }
  void use(const std::string& testcase) {
    options_.load.testcase_paths = {folder_.write("case.yaml", testcase)};
  }
  nlohmann::json summary() {
    return nlohmann::json::parse(base::readFile(options_.results.summary_json).value());
  }
  const testing::TempFolder folder_;
  BoomOptions options_;
};

TEST_F(BoomStandaloneTest, RunsEveryIterationAndSaysSo) {
  const auto started = testing::TestServer::start();
  ASSERT_TRUE(started.has_value()) << started.error().message;
  testing::TestServer& server = **started;
  use("config: {name: c, base_url: 'http://127.0.0.1:" + std::to_string(server.port()) +
      "'}\nteststeps: [{name: hello, request: {method: GET, url: /hello}}]\n");
  options_.load.spawn_count = 3;
  options_.load.spawn_rate = 1000;
  options_.load.loop_count = 7;
  EXPECT_EQ(runStandalone(options_), base::ExitCode::kOk);
  EXPECT_EQ(server.requestCount("/hello"), 21u);
  EXPECT_EQ(summary()["total"]["requests"], 21);
  EXPECT_EQ(summary()["reason"], "loop-count");
}

TEST_F(BoomStandaloneTest, ABrokenTestcaseIsRefusedAndTheSummarySaysWhy) {
  use("config: {name: c}\nteststeps: [{name: s, request: {method: GET, url: 'http://h/'}, "
      "validate: [{eqq: [status_code, 200]}]}]\n");
  EXPECT_EQ(runStandalone(options_), base::ExitCode::kBadTestcase);
  EXPECT_EQ(summary()["reason"], "error");
  EXPECT_NE(summary()["reason_text"].get<std::string>().find("eqq"), std::string::npos);
  EXPECT_EQ(summary()["total"]["requests"], 0);
}

TEST_F(BoomStandaloneTest, StrictRefusesUnknownFieldsAndNamesThem) {
  const auto started = testing::TestServer::start();
  ASSERT_TRUE(started.has_value()) << started.error().message;
  use("config: {name: c, base_url: 'http://127.0.0.1:" + std::to_string((*started)->port()) +
      "'}\nteststeps: [{name: s, request: {url: /hello}, valdate: []}]\n");
  options_.load.loop_count = 1;
  EXPECT_EQ(runStandalone(options_), base::ExitCode::kOk);
  options_.strict = true;
  EXPECT_EQ(runStandalone(options_), base::ExitCode::kBadTestcase);
  EXPECT_NE(summary()["reason_text"].get<std::string>().find(
                "step 1 (s): valdate: unknown field, did you mean validate?"),
            std::string::npos);
  EXPECT_EQ((*started)->requestCount("/hello"), 1u);
}

TEST_F(BoomStandaloneTest, AThresholdOnNoRowIsAUsageErrorAndOneInATestcaseIsItsOwn) {
  use("config: {name: c}\nteststeps: [{name: s, request: {method: GET, url: 'http://h/'}}]\n");
  options_.load.thresholds = {judge::parseThreshold("nobody: p95 < 1s").value()};
  EXPECT_EQ(runStandalone(options_), base::ExitCode::kUsage);
  options_.load.thresholds.clear();
  use("config: {name: c, thresholds: ['nobody: p95 < 1s']}\n"
      "teststeps: [{name: s, request: {method: GET, url: 'http://h/'}}]\n");
  EXPECT_EQ(runStandalone(options_), base::ExitCode::kBadTestcase);
  EXPECT_NE(summary()["reason_text"].get<std::string>().find("nobody"), std::string::npos);
}

}  // namespace
}  // namespace hrp::cli
