#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/boom/boom_roles.hpp"
#include "hrp/base/files/file.hpp"
#include "hrp/cluster/transport.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

class BoomMasterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.master.enabled = true;
    options_.master.bind_host = "127.0.0.1";
    options_.master.bind_port = 0;
    options_.master.http_address = "127.0.0.1:0";
    options_.load.disable_console_output = true;
    options_.results.summary_json = folder_.file("summary.json");
  }
  const testing::TempFolder folder_;
  BoomOptions options_;
};

TEST_F(BoomMasterTest, TooFewWorkersHaveACodeAndASummary) {
  options_.load.testcase_paths = {
      folder_.write("case.yaml",
                    "config: {name: c}\nteststeps: [{name: s, request: {method: GET, url: "
                    "'http://127.0.0.1:9/'}}]\n")};
  options_.master.auto_start = true;
  options_.master.expect_workers = 2;
  options_.master.expect_workers_max_wait = std::chrono::milliseconds(50);
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(runMaster(options_), base::ExitCode::kNoWorkers);
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("expected 2 workers"), std::string::npos) << said;
  const auto summary = nlohmann::json::parse(base::readFile(options_.results.summary_json).value());
  EXPECT_EQ(summary["reason"], "no-workers");
}

TEST_F(BoomMasterTest, ATakenPortHasACodeOfItsOwn) {
  const auto taken = cluster::bindZmq({.host = "127.0.0.1", .port = 0});
  ASSERT_TRUE(taken.has_value()) << taken.error().message;
  options_.master.bind_port = taken->port;
  EXPECT_EQ(runMaster(options_), base::ExitCode::kCannotListen);
}

TEST_F(BoomMasterTest, AMalformedApiAddressIsAUsageError) {
  options_.master.http_address = "nonsense:port";
  EXPECT_EQ(runMaster(options_), base::ExitCode::kUsage);
}

}  // namespace
}  // namespace hrp::cli
