#include "cli/run/run_options.hpp"

#include <gtest/gtest.h>

#include "unit/cli/parsed_options.hpp"

namespace hrp::cli {
namespace {

using namespace std::chrono_literals;

using ParsedRun = Parsed<RunOptions>;

ParsedRun parseRun(std::vector<std::string> arguments) {
  return parseOptions<RunOptions>(addRunFlags, finishRunOptions, std::move(arguments));
}

TEST(RunOptionsTest, DefaultsAreThoseOfTheGoVersion) {
  const ParsedRun parsed = parseRun({"a.yaml"});
  ASSERT_TRUE(parsed.finished) << parsed.finished.error().message;
  EXPECT_EQ(parsed.options.testcases, std::vector<std::string>{"a.yaml"});
  EXPECT_EQ(parsed.options.case_timeout, 1h);
  EXPECT_FALSE(parsed.options.continue_on_failure);
  EXPECT_FALSE(parsed.options.save_tests);
  EXPECT_FALSE(parsed.options.html_report);
}

TEST(RunOptionsTest, ReadsEveryFlag) {
  const ParsedRun parsed =
      parseRun({"a.yaml", "d", "-c", "-s", "-g", "--log-requests-off", "--http-stat", "--strict",
                "--case-timeout", "1m30s", "-p", "http://h:1"});
  ASSERT_TRUE(parsed.finished) << parsed.finished.error().message;
  const RunOptions& options = parsed.options;
  EXPECT_EQ(options.testcases, (std::vector<std::string>{"a.yaml", "d"}));
  EXPECT_TRUE(options.continue_on_failure && options.save_tests && options.html_report &&
              options.log_requests_off && options.http_stat && options.strict);
  EXPECT_EQ(options.case_timeout, 90s);
  EXPECT_EQ(options.network.proxy_url, "http://h:1");
}

TEST(RunOptionsTest, RefusesABadTimeAndNothingToRun) {
  const ParsedRun bad = parseRun({"a.yaml", "--case-timeout", "soon"});
  ASSERT_FALSE(bad.finished);
  EXPECT_NE(bad.finished.error().message.find("--case-timeout"), std::string::npos);
  const ParsedRun nothing = parseRun({});
  ASSERT_FALSE(nothing.finished);
  EXPECT_NE(nothing.finished.error().message.find("no testcase"), std::string::npos);
}

TEST(RunOptionsTest, TakesThresholdsThatNeedNoLoad) {
  const ParsedRun parsed = parseRun({"a.yaml", "--threshold", "login: max < 1s"});
  ASSERT_TRUE(parsed.finished) << parsed.finished.error().message;
  EXPECT_EQ(parsed.options.thresholds.at(0).pattern, "login");
  EXPECT_FALSE(parseRun({"a.yaml", "--threshold", "rps > 3"}).finished);
  EXPECT_FALSE(parseRun({"a.yaml", "--threshold", "max < 1"}).finished);
}

}  // namespace
}  // namespace hrp::cli
