#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "hrp/outputs/case_report.hpp"
#include "unit/outputs/case_fixture.hpp"

namespace hrp::outputs {
namespace {

using Json = nlohmann::json;

CaseRun loginRun() {
  stats::CaseRecord good = loginCase();
  good.success = true;
  good.steps.pop_back();
  good.started_at += std::chrono::milliseconds(30);
  return {{loginCase(), good}, false, "0.1.0", "linux-amd64"};
}

Json summaryOf(const CaseRun& run) {
  return Json::parse(buildCaseSummaryJson(run));
}

TEST(CaseSummaryTest, CountsCasesAndSteps) {
  const Json summary = summaryOf(loginRun());
  EXPECT_EQ(summary["success"], false);
  EXPECT_EQ(summary["stat"]["testcases"], (Json{{"total", 2}, {"success", 1}, {"fail", 1}}));
  EXPECT_EQ(summary["stat"]["teststeps"], (Json{{"total", 3}, {"successes", 2}, {"failures", 1}}));
  EXPECT_EQ(summary["time"]["start_at"], "2023-11-14T22:13:20.000Z");
  EXPECT_DOUBLE_EQ(summary["time"]["duration"].get<double>(), 0.05);
  EXPECT_EQ(summary["platform"]["httprunner_version"], "0.1.0");
  EXPECT_EQ(summary["platform"]["platform"], "linux-amd64");
  EXPECT_TRUE(summary["platform"].contains("go_version"));
}

TEST(CaseSummaryTest, HasOneDetailForEachIteration) {
  const Json summary = summaryOf(loginRun());
  ASSERT_EQ(summary["details"].size(), 2u);
  const Json& detail = summary["details"][0];
  EXPECT_EQ(detail["name"], "log <in>");
  EXPECT_EQ(detail["root_dir"], "/project");
  EXPECT_EQ(detail["stat"], (Json{{"total", 2}, {"successes", 1}, {"failures", 1}}));
  EXPECT_EQ(detail["in_out"]["config_vars"], (Json{{"user", "ann"}, {"big", 9007199254740993}}));
  EXPECT_EQ(detail["in_out"]["export_vars"], (Json{{"token", "t<&>"}}));
  EXPECT_DOUBLE_EQ(detail["time"]["duration"].get<double>(), 0.02);
}

TEST(CaseSummaryTest, ARecordHoldsTheExchangeAndItsChecks) {
  const Json record = summaryOf(loginRun())["details"][0]["records"][1];
  EXPECT_EQ(record["name"], "get token");
  EXPECT_EQ(record["step_type"], "request");
  EXPECT_EQ(record["start_time"], 1'700'000'000);
  EXPECT_EQ(record["elapsed_ms"], 1);
  EXPECT_EQ(record["content_size"], 38);
  EXPECT_EQ(record["attachments"], "body.id: not equal");
  EXPECT_EQ(record["export_vars"], (Json{{"token", "t<&>"}, {"sid", "1"}}));
  EXPECT_EQ(record["httpstat"]["Total"], 1);
  const Json& both = record["data"]["req_resps"];
  EXPECT_EQ(both["request"]["method"], "POST");
  EXPECT_EQ(both["request"]["headers"]["Authorization"], "Bearer secret");
  EXPECT_EQ(both["request"]["body"], (Json{{"user", "ann"}}));
  EXPECT_EQ(both["response"]["status_code"], 200);
  EXPECT_EQ(both["response"]["cookies"], (Json{{"sid", "1"}}));
  EXPECT_EQ(both["response"]["body"], "{\n  \"token\": \"t<&>\",\n  \"id\": 9007199254740993\n}");
  EXPECT_EQ(record["data"]["validators"][1], (Json{{"check", "body.id"},
                                                   {"assert", "equal"},
                                                   {"expect", 1},
                                                   {"msg", "the id"},
                                                   {"check_value", 9007199254740993},
                                                   {"check_result", "fail"}}));
  EXPECT_EQ(record["data"]["validators"][0]["check_result"], "pass");
}

TEST(CaseSummaryTest, AStepWithoutARequestHasNoData) {
  const Json record = summaryOf(loginRun())["details"][0]["records"][0];
  EXPECT_EQ(record["step_type"], "thinktime");
  EXPECT_FALSE(record.contains("data"));
  EXPECT_FALSE(record.contains("attachments"));
}

TEST(CaseSummaryTest, TakesAnyBytes) {
  CaseRun run = loginRun();
  stats::ExchangeRecord& exchange = run.cases[0].steps[1].exchanges[0];
  exchange.response.body = "\xff\xfe";
  exchange.response.headers.clear();
  exchange.request.body = "{not json";
  run.cases[0].exported = {{"bad", "{oops"}};
  const Json summary = summaryOf(run);
  const Json& both = summary["details"][0]["records"][1]["data"]["req_resps"];
  EXPECT_EQ(both["request"]["body"], "{not json");
  EXPECT_EQ(both["response"]["body"], "\uFFFD\uFFFD");
  EXPECT_EQ(summary["details"][0]["in_out"]["export_vars"]["bad"], "{oops");
}

TEST(CaseSummaryTest, ARunOfNothingIsStillASummary) {
  const Json summary = summaryOf({{}, true, "0.1.0", "linux-amd64"});
  EXPECT_EQ(summary["stat"]["testcases"]["total"], 0);
  EXPECT_TRUE(summary["details"].empty());
}

}  // namespace
}  // namespace hrp::outputs
