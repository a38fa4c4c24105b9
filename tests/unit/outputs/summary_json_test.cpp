#include "hrp/outputs/summary_json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"
#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

using nlohmann::json;

std::vector<std::string> keysOf(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

void expectRowSchema(const json& row) {
  EXPECT_EQ(keysOf(row),
            (std::vector<std::string>{"aborted", "bytes_received", "bytes_sent", "failures",
                                      "latency_failed_ms", "latency_ms", "latency_passed_ms",
                                      "name", "requests", "resent", "rps", "type"}));
  EXPECT_EQ(keysOf(row["latency_ms"]),
            (std::vector<std::string>{"max", "mean", "min", "p50", "p90", "p95", "p99", "p99_9"}));
  for (const auto& [key, value] : row["latency_ms"].items()) EXPECT_TRUE(value.is_number()) << key;
}

TEST(SummaryJsonTest, HasTheSchema) {
  const json summary = json::parse(buildSummaryJson(sampleEnd()));
  EXPECT_EQ(summary["schema"], 1);
  EXPECT_EQ(summary["started_at"], "2026-11-23T03:33:01.250Z");
  EXPECT_EQ(summary["duration_s"], 6.0);
  EXPECT_EQ(summary["reason"], "loop-count");
  EXPECT_EQ(summary["workers"], 1);
  EXPECT_EQ(summary["users_peak"], 50);
  EXPECT_EQ(summary["transactions"], (json{{"passed", 2}, {"failed", 2}}));
  EXPECT_EQ(summary["status_codes"], (json{{"200", 10}}));
  EXPECT_EQ(summary["errors"], json::array({{{"type", "request-POST"},
                                             {"name", "下单"},
                                             {"kind", "timeout"},
                                             {"message", "no response in 1s"},
                                             {"count", 2}}}));
  ASSERT_EQ(summary["rows"].size(), 3U);
  for (const json& row : summary["rows"]) expectRowSchema(row);
  expectRowSchema(summary["total"]);
  EXPECT_FALSE(summary.contains("late_starts"));
  EXPECT_FALSE(summary.contains("lost_workers"));
}

TEST(SummaryJsonTest, TellsOfConnectionsAndPhasesWhenThereWereSome) {
  EXPECT_FALSE(json::parse(buildSummaryJson(sampleEnd())).contains("connections"));
  stats::Snapshot snapshot = sampleEnd();
  auto& [key, row] = *std::find_if(snapshot.total.rows.begin(), snapshot.total.rows.end(),
                                   [](const auto& entry) { return entry.second.in_total; });
  row.connections.record({.connect = std::chrono::microseconds(100),
                          .first_byte = std::chrono::microseconds(300),
                          .total = std::chrono::microseconds(500),
                          .opened = 1});
  row.connections.record({.first_byte = std::chrono::microseconds(200),
                          .total = std::chrono::microseconds(400),
                          .reused = true});
  const json summary = json::parse(buildSummaryJson(snapshot));
  EXPECT_EQ(summary["schema"], 1);
  EXPECT_EQ(summary["connections"], (json{{"opened", 1},
                                          {"reused", 1},
                                          {"failed", 0},
                                          {"tls_full_handshakes", 0},
                                          {"tls_resumed_handshakes", 0}}));
  const json& phases = summary["phases_ms"];
  EXPECT_EQ(keysOf(phases["new"]), (std::vector<std::string>{"connect", "first_byte", "total"}));
  EXPECT_EQ(keysOf(phases["kept"]), (std::vector<std::string>{"first_byte", "total"}));
  EXPECT_EQ(phases["new"]["connect"]["count"], 1);
  EXPECT_EQ(phases["new"]["connect"]["max"], 0.1);
  EXPECT_EQ(phases["kept"]["total"]["p50"], 0.4);
  for (const json& shown : summary["rows"]) {
    const bool sent = shown["type"] == key.type && shown["name"] == key.name;
    EXPECT_EQ(shown.contains("phases_ms"), sent);
    if (sent) {
      EXPECT_EQ(shown["connections"], summary["connections"]);
      EXPECT_EQ(shown["phases_ms"], phases);
    }
  }
}

TEST(SummaryJsonTest, CountsWhatWasSentAgainInTheRowAndTheTotal) {
  stats::Snapshot snapshot = sampleEnd();
  snapshot.total.rows.at({"request-POST", "下单"}).connections.resent = 3;
  const json summary = json::parse(buildSummaryJson(snapshot));
  EXPECT_EQ(summary["total"]["resent"], 3);
  for (const json& row : summary["rows"]) {
    EXPECT_EQ(row["resent"], row["type"] == "request-POST" ? 3 : 0);
  }
}

TEST(SummaryJsonTest, FiguresAreThoseOfTheRun) {
  const json summary = json::parse(buildSummaryJson(sampleEnd()));
  const json& total = summary["total"];
  EXPECT_EQ(total["type"], "");
  EXPECT_EQ(total["name"], "Total");
  EXPECT_EQ(total["requests"], 12) << "transactions are not part of it";
  EXPECT_EQ(total["failures"], 2);
  EXPECT_EQ(total["aborted"], 0);
  EXPECT_EQ(total["resent"], 0);
  EXPECT_EQ(total["rps"], 2.0);
  EXPECT_EQ(total["bytes_sent"], 1'200);
  EXPECT_EQ(total["bytes_received"], 3'000);
  EXPECT_EQ(total["latency_ms"]["min"], 0.42);
  EXPECT_EQ(total["latency_ms"]["max"], 1250.0);
  EXPECT_NEAR(total["latency_ms"]["p50"].get<double>(), 0.42, 0.0042);
  EXPECT_EQ(total["latency_passed_ms"]["max"], 51.2);
  EXPECT_EQ(total["latency_failed_ms"]["min"], 1250.0);
  const json& get = summary["rows"][0];
  EXPECT_EQ(get["name"], "get hello");
  EXPECT_NEAR(get["latency_ms"]["mean"].get<double>(), (3 * 0.42 + 5.13) / 4, 1e-9);
}

TEST(SummaryJsonTest, AnEmptyRunIsComplete) {
  stats::Snapshot snapshot;
  snapshot.role = stats::Role::kMaster;
  snapshot.reason = stats::EndReason::kNoWorkers;
  snapshot.reason_text = "no worker came in 120s";
  const json summary = json::parse(buildSummaryJson(snapshot));
  EXPECT_EQ(summary["reason"], "no-workers");
  EXPECT_EQ(summary["reason_text"], "no worker came in 120s");
  EXPECT_EQ(summary["workers"], 0);
  EXPECT_EQ(summary["total"]["rps"], 0.0);
  EXPECT_EQ(summary["rows"], json::array());
  EXPECT_EQ(summary["errors"], json::array());
  EXPECT_EQ(summary["status_codes"], json::object());
}

TEST(SummaryJsonTest, ARunWithCustomFunctionsHasTheirTime) {
  stats::Snapshot snapshot = sampleEnd();
  EXPECT_FALSE(json::parse(buildSummaryJson(snapshot)).contains("functions"));
  snapshot.total.function_calls = 4;
  snapshot.total.function_failures = 1;
  snapshot.total.function_time_us = 2'500'000;
  const json summary = json::parse(buildSummaryJson(snapshot));
  EXPECT_EQ(summary["functions"], (json{{"calls", 4}, {"failures", 1}, {"time_s", 2.5}}));
}

TEST(SummaryJsonTest, APacedRunHasServiceTimesAndLateStarts) {
  stats::Snapshot snapshot = sampleEnd();
  snapshot.total.rows.begin()->second.service_time.passed.record(300, 8);
  snapshot.total.late_starts = 3;
  const json summary = json::parse(buildSummaryJson(snapshot));
  EXPECT_EQ(summary["late_starts"], 3);
  EXPECT_EQ(summary["dropped_iterations"], 0);
  EXPECT_EQ(summary["rows"][0]["service_time_ms"]["p99"], 0.3);
  EXPECT_EQ(summary["rows"][0]["service_time_passed_ms"]["p99"], 0.3);
  EXPECT_FALSE(summary["rows"][1].contains("service_time_ms"));
  EXPECT_EQ(summary["total"]["service_time_ms"]["max"], 0.3);
}

TEST(SummaryJsonTest, SaysWhatTheGeneratorMeasuredOfItself) {
  stats::Snapshot snapshot = sampleEnd();
  EXPECT_FALSE(json::parse(buildSummaryJson(snapshot)).contains("generator"));
  stats::GeneratorFigures& figures = snapshot.total.generator;
  figures.seconds = 2;
  figures.loop_lag.record(100, 50);
  figures.loop_cpu_us = 250;
  figures.loop_time_us = 1'000;
  figures.max_cpu_permille = 955;
  snapshot.total.max_loop_lag_us = 1'500;
  json summary = json::parse(buildSummaryJson(snapshot));
  EXPECT_EQ(summary["generator"]["limited"], false);
  EXPECT_EQ(summary["generator"]["where"], json::array());
  EXPECT_EQ(summary["generator"]["loop_lag_ms"]["p99"], 0.1);
  EXPECT_EQ(summary["generator"]["longest_turn_ms"], 1.5);
  EXPECT_EQ(summary["generator"]["loop_cpu_percent"], 25.0);
  EXPECT_EQ(summary["generator"]["busiest_loop_percent"], 95.5);
  EXPECT_EQ(summary["generator"]["process_cpu_percent"], 0.0);
  figures.addStrain("w1 thread 0", {3, 1, 2, 7'000, 955});
  summary = json::parse(buildSummaryJson(snapshot));
  EXPECT_EQ(summary["generator"]["limited"], true);
  EXPECT_EQ(summary["generator"]["where"], json::array({{{"place", "w1 thread 0"},
                                                         {"seconds", 3},
                                                         {"lag_seconds", 1},
                                                         {"busy_seconds", 2},
                                                         {"lag_p99_ms", 7.0},
                                                         {"cpu_percent", 95.5}}}));
}

TEST(SummaryJsonTest, TheMasterNamesItsLostWorkers) {
  const json summary = json::parse(buildSummaryJson(sampleMaster()));
  EXPECT_EQ(summary["workers"], 2);
  EXPECT_EQ(summary["lost_workers"], json::array({"vm_lost"}));
  EXPECT_EQ(summary["complete"], false);
  EXPECT_EQ(summary["may_be_missing"], 307);
  EXPECT_EQ(summary["departed_workers"], json::array({{{"id", "vm_lost"},
                                                       {"how", "lost"},
                                                       {"complete", false},
                                                       {"uncounted_s", 3.1},
                                                       {"requests_per_s", 99.0},
                                                       {"may_be_missing", 307}}}));
}

TEST(SummaryJsonTest, BytesThatAreNotUtf8AreReplaced) {
  stats::Snapshot snapshot = sampleEnd();
  addRequests(snapshot.total, {"request-GET", "bad \xff\xfe"}, {5});
  snapshot.reason_text = "signal \x80";
  const json summary = json::parse(buildSummaryJson(snapshot));
  EXPECT_EQ(summary["rows"][0]["name"], "bad \uFFFD\uFFFD");
  EXPECT_EQ(summary["reason_text"], "signal \uFFFD");
}

TEST(SummaryJsonTest, WritesTheFileAtTheEndOnly) {
  const testing::TempFolder folder;
  const std::string path = folder.file("summary.json");
  SummaryJsonOutput output(path);
  output.onRunStarted(sampleSnapshot());
  output.onSnapshot(sampleSnapshot());
  EXPECT_FALSE(base::readFile(path).has_value());
  output.onRunEnded(sampleEnd());
  EXPECT_FALSE(output.error().has_value());
  const auto content = base::readFile(path);
  ASSERT_TRUE(content.has_value());
  EXPECT_EQ(*content, buildSummaryJson(sampleEnd()));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(SummaryJsonTest, AWriteThatFailsIsKeptAsAnError) {
  SummaryJsonOutput output("/nonexistent-folder/summary.json");
  output.onRunEnded(sampleEnd());
  ASSERT_TRUE(output.error().has_value());
  EXPECT_NE(output.error()->message.find("/nonexistent-folder"), std::string::npos);
}

TEST(SummaryJsonTest, SaysWhatWasRunAndHowItWent) {
  SummaryContext context{"1.2.3", "hrp boom a.yml", {{"users", "100"}}, {}};
  context.timeline.resize(2);
  context.timeline[0].latency.passed.record(1'000, 9);
  context.timeline[0].latency.failed.record(1'000);
  context.timeline[1].first_second = 1;
  const auto made = nlohmann::json::parse(buildSummaryJson({}, context));
  EXPECT_EQ(made["version"], "1.2.3");
  EXPECT_EQ(made["command"], "hrp boom a.yml");
  EXPECT_EQ(made["settings"]["users"], "100");
  EXPECT_EQ(made["timeline"][0]["requests"], 10);
  EXPECT_EQ(made["timeline"][0]["failures"], 1);
  EXPECT_EQ(made["timeline"][0]["p95_ms"], 1.0);
  EXPECT_EQ(made["timeline"][1]["second"], 1);
  EXPECT_FALSE(made["timeline"][1].contains("p95_ms"));
}

TEST(SummaryJsonTest, HasThresholdsWhenThereAreSome) {
  stats::Snapshot snapshot = sampleEnd();
  EXPECT_FALSE(json::parse(buildSummaryJson(snapshot)).contains("thresholds"));
  snapshot.thresholds.emplace_back().text = "p95 < 1s";
  EXPECT_EQ(json::parse(buildSummaryJson(snapshot))["thresholds"][0]["threshold"], "p95 < 1s");
}

}  // namespace
}  // namespace hrp::outputs
