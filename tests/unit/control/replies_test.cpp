#include "control/replies.hpp"

#include <gtest/gtest.h>

namespace hrp::control {
namespace {

using nlohmann::json;

stats::Snapshot sampleSnapshot() {
  stats::Snapshot snapshot;
  snapshot.role = stats::Role::kMaster;
  snapshot.state = base::RunState::kRunning;
  snapshot.users = 11;
  snapshot.target_users = 21;
  snapshot.users_peak = 12;
  snapshot.elapsed = std::chrono::milliseconds(2500);
  stats::Row& row = snapshot.total.rows[{"request-GET", "hello"}];
  for (const std::uint64_t value : {1000, 2000, 9000}) row.latency.passed.record(value);
  row.latency.failed.record(400);
  row.aborted = 2;
  row.connections.resent = 2;
  snapshot.total.rows[{"transaction", "Action"}].in_total = false;
  snapshot.total.rows[{"transaction", "Action"}].latency.passed.record(50'000);
  snapshot.total.transactions_passed = 3;
  snapshot.total.transactions_failed = 1;
  snapshot.workers.resize(3);
  snapshot.workers[0].id = "vm_0123";
  snapshot.workers[0].ip = "10.0.0.7";
  snapshot.workers[0].os = "linux";
  snapshot.workers[0].arch = "amd64";
  snapshot.workers[0].state = base::RunState::kRunning;
  snapshot.workers[0].heartbeat = 3;
  snapshot.workers[0].users = 11;
  snapshot.workers[0].process_cpu_percent = 66.14;
  snapshot.workers[0].machine_cpu_percent = 33.0 + 1.0 / 3.0;
  snapshot.workers[0].process_memory_percent = 1.69;
  snapshot.workers[0].machine_memory_percent = 40;
  snapshot.workers[1].state = base::RunState::kMissing;
  snapshot.workers[1].heartbeat = -1;
  snapshot.workers[2].state = base::RunState::kQuitting;
  return snapshot;
}

TEST(Replies, SuccessIsTheLineThatScriptsCompare) {
  EXPECT_EQ(successReply(), R"({"code":0,"message":"success"})");
}

TEST(Replies, AnErrorTellsItsHintButAConflictStaysExact) {
  EXPECT_EQ(errorReply(ReplyCode::kServerError, base::Error{base::ErrorCode::kNotFound, "no a.yml",
                                                            "give a path on the master"}),
            R"({"code":2,"message":"no a.yml - give a path on the master"})");
  EXPECT_EQ(errorReply(ReplyCode::kStopError,
                       base::Error{base::ErrorCode::kConflict, "already stopped", "start first"}),
            R"({"code":3,"message":"already stopped"})");
}

TEST(Replies, TextThatIsNotUtf8DoesNotBreakAReply) {
  EXPECT_EQ(json::parse(errorReply(ReplyCode::kServerError, "bad \xff name"))["message"],
            "bad \xEF\xBF\xBD name");
}

TEST(Replies, WorkersHaveTheKeysOfHrp4InTheirOrder) {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.workers.resize(1);
  EXPECT_EQ(workersReply(snapshot),
            R"({"code":0,"message":"success","data":[{"id":"vm_0123","ip":"10.0.0.7",)"
            R"("os":"linux","arch":"amd64","state":3,"heartbeat":3,"user_count":11,)"
            R"("worker_cpu_usage":66.14,"cpu_usage":33.333,"cpu_warning_emitted":false,)"
            R"("worker_memory_usage":1.69,"memory_usage":40.0,"state_name":"running"}]})");
}

TEST(Replies, NoWorkersIsAnEmptyList) {
  EXPECT_EQ(workersReply(stats::Snapshot{}), R"({"code":0,"message":"success","data":[]})");
}

TEST(Replies, MasterBeginsAsInHrp4AndCountsAvailableWorkers) {
  const std::string text = masterReply(sampleSnapshot());
  const std::string begin = R"({"code":0,"message":"success","data":{"current_users":11,"state":3,)"
                            R"("target_users":21,"workers":1,"state_name":"running",)";
  EXPECT_EQ(text.substr(0, begin.size()), begin);
}

TEST(Replies, MasterTellsTheMergedTotalWithoutTransactions) {
  const json total = json::parse(masterReply(sampleSnapshot()))["data"]["total"];
  EXPECT_EQ(total["requests"], 4);
  EXPECT_EQ(total["failures"], 1);
  EXPECT_EQ(total["aborted"], 2);
  EXPECT_DOUBLE_EQ(total["latency_passed_ms"]["min"], 1.0);
  EXPECT_DOUBLE_EQ(total["latency_failed_ms"]["max"], 0.4);
  EXPECT_EQ(total["resent"], 2);
  EXPECT_DOUBLE_EQ(total["rps"], 1.6);
  EXPECT_DOUBLE_EQ(total["fail_ratio"], 0.25);
  EXPECT_DOUBLE_EQ(total["duration_s"], 2.5);
  EXPECT_EQ(total["functions"], (json{{"calls", 0}, {"failures", 0}, {"time_s", 0.0}}));
  EXPECT_EQ(total["late_starts"], 0);
  EXPECT_EQ(total["dropped_iterations"], 0);
  EXPECT_EQ(total["generator_limited"], false);
  EXPECT_TRUE(total["generator_limited_where"].empty());
  EXPECT_DOUBLE_EQ(total["latency_ms"]["min"], 0.4);
  EXPECT_DOUBLE_EQ(total["latency_ms"]["mean"], 3.1);
  EXPECT_NEAR(total["latency_ms"]["p50"], 1.0, 0.01);
  EXPECT_LE(total["latency_ms"]["p50"], total["latency_ms"]["p90"]);
  EXPECT_LE(total["latency_ms"]["p99"], total["latency_ms"]["max"]);
  EXPECT_DOUBLE_EQ(total["latency_ms"]["max"], 9.0);
  EXPECT_EQ(total["transactions"], json({{"passed", 3}, {"failed", 1}}));
}

TEST(Replies, MasterBeforeAnyRunDividesNothingByZero) {
  const json data = json::parse(masterReply(stats::Snapshot{}))["data"];
  EXPECT_EQ(data["state"], 1);
  EXPECT_EQ(data["reason"], "none");
  EXPECT_EQ(data["total"]["rps"], 0.0);
  EXPECT_EQ(data["total"]["fail_ratio"], 0.0);
}

TEST(Replies, RefusalsAreCompleteJson) {
  EXPECT_EQ(refusalReason(413), "Payload Too Large");
  EXPECT_EQ(json::parse(refusalBody(413))["code"], 1);
  EXPECT_EQ(json::parse(refusalBody(503))["code"], 2);
}

TEST(ParseBody, TakesAnObject) {
  const auto body = parseBody(R"({"spawn-count": 3})");
  ASSERT_TRUE(body);
  EXPECT_EQ((*body)["spawn-count"], 3);
}

TEST(ParseBody, GivesTheParsersMessage) {
  const auto body = parseBody("spawn-count=3");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().message.rfind("parse error at line 1, column 1", 0), 0U)
      << body.error().message;
  EXPECT_FALSE(parseBody(""));
  EXPECT_FALSE(parseBody("{\"a\": \"\xff\"}"));
}

TEST(ParseBody, WantsAnObject) {
  const auto body = parseBody("[1]");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().message, "the body must be a JSON object, got array");
}

TEST(ParseBody, RefusesDeepNestingWithoutRecursing) {
  const auto body =
      parseBody("{\"a\":" + std::string(400'000, '[') + std::string(400'000, ']') + "}");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().message, "the body is nested too deeply");
}

TEST(Replies, MasterTellsHowThresholdsStand) {
  stats::Snapshot snapshot = sampleSnapshot();
  EXPECT_EQ(json::parse(masterReply(snapshot))["data"]["thresholds"], json::array());
  snapshot.thresholds.emplace_back().text = "p95 < 1s";
  const json entry = json::parse(masterReply(snapshot))["data"]["thresholds"][0];
  EXPECT_EQ(entry["threshold"], "p95 < 1s");
  EXPECT_EQ(entry["verdict"], "not met");
}

}  // namespace
}  // namespace hrp::control
