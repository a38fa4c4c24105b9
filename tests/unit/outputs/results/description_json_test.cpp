#include "hrp/outputs/description_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace hrp::outputs {
namespace {

record::RunDescription described() {
  record::RunDescription run;
  run.origin.version = "1.2.3";
  run.origin.settings = {{"users", "100"}};
  run.run.role = stats::Role::kMaster;
  run.run.state = base::RunState::kStopped;
  run.run.reason = stats::EndReason::kRunTime;
  run.run.elapsed = std::chrono::milliseconds(1'500);
  auto& row = stats::rowFor(run.run.total.rows, {"request-GET", "/\xff"}, true);
  row.latency.passed.record(1'000, 30);
  row.latency.failed.record(4'000, 3);
  stats::countError(row, base::ErrorKind::kCheck, "not 200", 3);
  run.error_spans[{"request-GET", "/\xff"}][{base::ErrorKind::kCheck, "not 200"}] = {0, 1};
  run.axis = run.row_axis = run.heat_axis = {0, 1, 2};
  run.points.resize(2);
  run.points[0].requests = 30;
  run.points[0].p95_us = 1'234;
  run.points[0].users = 70;
  run.points[1].requests = 3;
  run.points[1].limited = true;
  run.total_points.resize(2);
  run.row_points[{"request-GET", "/\xff"}].resize(2);
  run.heat.resize(2);
  run.heat[0].record(1'000, 30);
  run.run.workers.resize(1);
  run.run.workers[0].id = "a";
  run.run.departed = {{"a", stats::Departure::kLost, false, {}, 7}};
  return run;
}

nlohmann::json documentOf(const record::RunDescription& run) {
  return nlohmann::json::parse(descriptionJson(run));
}

TEST(DescriptionJson, HasTheSeriesOfTheRun) {
  const auto doc = documentOf(described());
  EXPECT_EQ(doc["schema"], 1);
  EXPECT_TRUE(doc["window"].is_null());
  EXPECT_EQ(doc["run"]["state"], "ended");
  EXPECT_EQ(doc["run"]["role"], "master");
  EXPECT_EQ(doc["settings"], nlohmann::json::parse(R"([["users", "100"]])"));
  EXPECT_EQ(doc["axis"]["points"], 2);
  EXPECT_EQ(doc["series"]["rate"], nlohmann::json::parse("[30.0, null]"));
  EXPECT_EQ(doc["series"]["p95"], nlohmann::json::parse("[1.23, 0.0]"));
  EXPECT_EQ(doc["series"]["users"], nlohmann::json::parse("[70, null]"));
  EXPECT_EQ(doc["series"]["limited"], nlohmann::json::parse("[0, 1]"));
  EXPECT_EQ(doc["rows"][0]["series"]["p50"], nlohmann::json::parse("[null, null]"));
  EXPECT_EQ(doc["heatmap"]["counts"], nlohmann::json::parse("[[0, 30], []]"));
}

TEST(DescriptionJson, APartAtTheEndHasNoRate) {
  record::RunDescription run = described();
  run.points[0].dropped = 4;
  run.run.elapsed = std::chrono::milliseconds(1'900);
  auto doc = documentOf(run);
  EXPECT_EQ(doc["series"]["rate"], nlohmann::json::parse("[30.0, null]"));
  EXPECT_EQ(doc["series"]["failures"], nlohmann::json::parse("[0.0, null]"));
  EXPECT_EQ(doc["series"]["dropped"], nlohmann::json::parse("[4.0, null]"));
  EXPECT_EQ(doc["series"]["p95"], nlohmann::json::parse("[1.23, 0.0]"));
  run.axis.points = 1;
  run.points.resize(1);
  run.run.elapsed = std::chrono::milliseconds(50);
  doc = documentOf(run);
  EXPECT_EQ(doc["series"]["rate"], nlohmann::json::parse("[600.0]")) << "all that there is";
}

TEST(DescriptionJson, WhatIsFinishedAfterTheEndIsOfWholeSeconds) {
  record::RunDescription run = described();
  run.run.elapsed = std::chrono::seconds(1);
  EXPECT_EQ(documentOf(run)["series"]["rate"], nlohmann::json::parse("[30.0, 3.0]"));
}

TEST(DescriptionJson, AWindowHasTheVerdictOfTheWholeRun) {
  record::RunDescription run = described();
  run.is_whole = false;
  run.window = {2, 4};
  run.run.thresholds.resize(1);
  const auto doc = documentOf(run);
  EXPECT_EQ(doc["window"], nlohmann::json::parse("[2, 4]"));
  EXPECT_EQ(doc["verdict"]["result"], "not met");
  EXPECT_EQ(doc["verdict"]["of_whole_run"], true);
}

TEST(DescriptionJson, HasTheFiguresOfRowsErrorsAndWorkers) {
  const auto doc = documentOf(described());
  EXPECT_EQ(doc["total"]["requests"], 33);
  EXPECT_EQ(doc["rows"][0]["name"], "/\uFFFD");
  EXPECT_EQ(doc["rows"][0]["latency_ms"]["count"], 33);
  EXPECT_EQ(doc["errors"][0]["first_s"], 0);
  EXPECT_EQ(doc["errors"][0]["last_s"], 1);
  EXPECT_EQ(doc["workers"].size(), 1U);
  EXPECT_EQ(doc["workers"][0]["how"], "lost");
  EXPECT_EQ(doc["workers"][0]["complete"], false);
}

TEST(DescriptionJson, TheVerdictIsTheWorstOfItsThresholds) {
  record::RunDescription run = described();
  EXPECT_EQ(documentOf(run)["verdict"]["result"], "none");
  run.run.thresholds.resize(3);
  run.run.thresholds[0].verdict = stats::Verdict::kUnclear;
  run.run.thresholds[1].verdict = stats::Verdict::kMet;
  run.run.thresholds[2].verdict = stats::Verdict::kMet;
  EXPECT_EQ(documentOf(run)["verdict"]["result"], "unclear");
  run.run.thresholds[1].verdict = stats::Verdict::kNotMet;
  run.run.thresholds[1].broken = {{3, 7}};
  run.run.thresholds[1].text = "p95 < 300ms";
  run.run.thresholds[1].bound = 300;
  const auto doc = documentOf(run);
  EXPECT_EQ(doc["verdict"]["result"], "not met");
  EXPECT_EQ(doc["verdict"]["thresholds"][1]["broken"], nlohmann::json::parse("[[3, 7]]"));
  EXPECT_EQ(doc["verdict"]["thresholds"][1]["threshold"], "p95 < 300ms");
  EXPECT_EQ(doc["verdict"]["thresholds"][1]["bound"], 300);
  EXPECT_TRUE(doc["verdict"]["thresholds"][0]["value"].is_null());
}

TEST(DescriptionJson, AnEmptyRunIsADocumentToo) {
  const auto doc = documentOf({});
  EXPECT_EQ(doc["total"]["latency_ms"]["count"], 0);
  EXPECT_EQ(doc["rows"].size(), 0U);
  EXPECT_FALSE(doc["series"].contains("workers"));
}

}  // namespace
}  // namespace hrp::outputs
