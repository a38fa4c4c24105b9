#include "cli/boom/boom_options.hpp"

#include <gtest/gtest.h>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"
#include "unit/cli/parsed_options.hpp"

namespace hrp::cli {
namespace {

using namespace std::chrono_literals;

using ParsedBoom = Parsed<BoomOptions>;

ParsedBoom parse(std::vector<std::string> arguments) {
  return parseOptions<BoomOptions>(addBoomFlags, finishBoomOptions, std::move(arguments));
}

std::string messageOf(std::vector<std::string> arguments) {
  const ParsedBoom parsed = parse(std::move(arguments));
  return parsed.finished ? "" : parsed.finished.error().message;
}

TEST(BoomOptionsTest, DefaultsAreThoseOfTheGoVersion) {
  const ParsedBoom parsed = parse({"case.yaml"});
  ASSERT_TRUE(parsed.finished.has_value()) << parsed.finished.error().message;
  const runner::RunProfile& load = parsed.options.load;
  EXPECT_EQ(load.spawn_count, 1);
  EXPECT_EQ(load.spawn_rate, 1);
  EXPECT_EQ(load.max_rps, 0);
  EXPECT_EQ(load.loop_count, 0);
  EXPECT_EQ(load.run_time, base::Duration{});
  EXPECT_EQ(load.cpu_profile_duration, 30s);
  EXPECT_EQ(load.testcase_paths, std::vector<std::string>{"case.yaml"});
  EXPECT_EQ(parsed.options.master.bind_port, 5557);
  EXPECT_EQ(parsed.options.master.http_address, "0.0.0.0:9771");
  EXPECT_EQ(parsed.options.master.expect_workers_max_wait, 120s);
}

TEST(BoomOptionsTest, ReadsStages) {
  const ParsedBoom parsed = parse({"a.yaml", "--stages", "10s:5,1m:0", "--stages-rps", "1m:100"});
  ASSERT_TRUE(parsed.finished.has_value()) << parsed.finished.error().message;
  EXPECT_EQ(parsed.options.load.stages, (base::Stages{{10s, 5}, {60s, 0}}));
  EXPECT_EQ(parsed.options.load.stages_rps, (base::Stages{{60s, 100}}));
  EXPECT_EQ(messageOf({"a.yaml", "--stages", "10s"}),
            "--stages: stage 1 \"10s\": expected LENGTH:TARGET, as in 30s:100");
  EXPECT_EQ(messageOf({"a.yaml", "--stages-rps", "10s:1", "--max-rps", "5"}),
            "'stages-rps' excludes 'max-rps' and 'request-increase-rate'");
  EXPECT_THROW(static_cast<void>(parse({"a.yaml", "--stages", "9s:1", "--spawn-count", "5"})),
               CLI::ExcludesError);
}

TEST(BoomOptionsTest, ReadsAnArrivalRate) {
  const ParsedBoom parsed = parse({"a.yaml", "--arrival-rate", "2.5", "--spawn-count", "30"});
  ASSERT_TRUE(parsed.finished.has_value()) << parsed.finished.error().message;
  EXPECT_EQ(parsed.options.load.arrival_rate, 2.5);
  EXPECT_EQ(messageOf({"a.yaml", "--arrival-rate", "-3"}),
            "--arrival-rate: 'arrival-rate' must be greater than 0");
  EXPECT_NE(messageOf({"a.yaml", "--arrival-rate", "3", "--loop-count", "5"}), "");
  EXPECT_THROW(static_cast<void>(parse({"a.yaml", "--arrival-rate", "9", "--spawn-rate", "5"})),
               CLI::ExcludesError);
}

TEST(BoomOptionsTest, ReadsEveryLoadFlag) {
  const ParsedBoom parsed = parse({"a.yaml",
                                   "folder",
                                   "--spawn-count",
                                   "100",
                                   "--spawn-rate",
                                   "2.5",
                                   "--run-time",
                                   "1m30s",
                                   "--loop-count",
                                   "3",
                                   "--max-rps",
                                   "1000",
                                   "--request-increase-rate",
                                   "100/10s",
                                   "--disable-keepalive",
                                   "--disable-compression",
                                   "--disable-console-output",
                                   "--prometheus-gateway",
                                   ":9091",
                                   "--prometheus-linger",
                                   "keep",
                                   "--prometheus-buckets",
                                   "coarse",
                                   "--cpu-profile",
                                   "c.prof",
                                   "--cpu-profile-duration",
                                   "5",
                                   "--mem-profile",
                                   "m.prof",
                                   "--mem-profile-duration",
                                   "7s",
                                   "--strict",
                                   "--threads",
                                   "4",
                                   "--proxy-url",
                                   "http://p:3128",
                                   "--summary-json",
                                   "s.json"});
  ASSERT_TRUE(parsed.finished.has_value()) << parsed.finished.error().message;
  const runner::RunProfile& load = parsed.options.load;
  EXPECT_EQ(load.spawn_count, 100);
  EXPECT_EQ(load.spawn_rate, 2.5);
  EXPECT_EQ(load.run_time, 90s);
  EXPECT_EQ(load.loop_count, 3);
  EXPECT_EQ(load.max_rps, 1000);
  EXPECT_EQ(load.request_increase_rate.requests, 100);
  EXPECT_EQ(load.request_increase_rate.interval, 10s);
  EXPECT_TRUE(load.disable_keepalive);
  EXPECT_EQ(load.proxy_url, "http://p:3128");
  EXPECT_TRUE(load.disable_compression);
  EXPECT_TRUE(load.disable_console_output);
  EXPECT_EQ(load.prometheus_gateway, ":9091");
  EXPECT_EQ(load.prometheus_linger, "keep");
  EXPECT_EQ(load.prometheus_buckets, "coarse");
  EXPECT_EQ(load.cpu_profile, "c.prof");
  EXPECT_EQ(load.cpu_profile_duration, 5s);
  EXPECT_EQ(load.memory_profile, "m.prof");
  EXPECT_EQ(load.memory_profile_duration, 7s);
  EXPECT_EQ(load.testcase_paths, (std::vector<std::string>{"a.yaml", "folder"}));
  EXPECT_EQ(parsed.options.threads, 4);
  EXPECT_EQ(parsed.options.results.summary_json, "s.json");
  EXPECT_TRUE(parsed.options.strict);
}

TEST(BoomOptionsTest, AProfileFileWinsOverFlags) {
  const testing::TempFolder folder;
  const std::string yaml = folder.write("profile.yaml", "spawn-count: 50\nloop-count: 2\n");
  const ParsedBoom from_yaml =
      parse({"case.yaml", "--spawn-count", "9", "--spawn-rate", "4", "--profile", yaml});
  ASSERT_TRUE(from_yaml.finished.has_value()) << from_yaml.finished.error().message;
  EXPECT_EQ(from_yaml.options.load.spawn_count, 50);
  EXPECT_EQ(from_yaml.options.load.loop_count, 2);
  EXPECT_EQ(from_yaml.options.load.spawn_rate, 4);

  const std::string json = folder.write("profile.json", R"({"spawn-count": 60})");
  const ParsedBoom from_json = parse({"case.yaml", "--profile", json});
  ASSERT_TRUE(from_json.finished.has_value()) << from_json.finished.error().message;
  EXPECT_EQ(from_json.options.load.spawn_count, 60);
}

TEST(BoomOptionsTest, ProfileFileErrorsNameTheFileAndTheKey) {
  const testing::TempFolder folder;
  const std::string unknown = folder.write("unknown.json", R"({"spawn-cuont": 60})");
  EXPECT_NE(messageOf({"case.yaml", "--profile", unknown}).find("spawn-cuont"), std::string::npos);
  EXPECT_NE(messageOf({"case.yaml", "--profile", unknown}).find(unknown), std::string::npos);
  EXPECT_NE(messageOf({"case.yaml", "--profile", "/no/such.yaml"}).find("/no/such.yaml"),
            std::string::npos);
}

TEST(BoomOptionsTest, RefusesWhatMakesNoSense) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{}, "no testcase given"},
      {{"c.yaml", "--spawn-count", "0"}, "--spawn-count"},
      {{"c.yaml", "--spawn-count", "-3"}, "--spawn-count"},
      {{"c.yaml", "--spawn-rate", "0"}, "--spawn-rate"},
      {{"c.yaml", "--spawn-rate", "nan"}, "--spawn-rate"},
      {{"c.yaml", "--max-rps", "-2"}, "--max-rps"},
      {{"c.yaml", "--loop-count", "-2"}, "--loop-count"},
      {{"c.yaml", "--run-time", "soon"}, "--run-time"},
      {{"c.yaml", "--request-increase-rate", "fast"}, "--request-increase-rate"},
      {{"c.yaml", "--prometheus-gateway", "http://:x"}, "prometheus-gateway"},
      {{"c.yaml", "--prometheus-linger", "soon"}, "prometheus-linger: \"soon\""},
      {{"c.yaml", "--prometheus-buckets", "0.5,0.1"}, "prometheus-buckets: \"0.1\""},
      {{"--master", "--worker"}, "exclude each other"},
      {{"c.yaml", "--auto-start"}, "--auto-start needs --master"},
      {{"--master", "--auto-start"}, "no testcase given"},
      {{"c.yaml", "--master"}, "API mode"},
      {{"c.yaml", "--worker"}, "a worker takes no testcases"},
  };
  for (const auto& [arguments, text] : cases) {
    EXPECT_NE(messageOf(arguments).find(text), std::string::npos)
        << text << ": " << messageOf(arguments);
  }
}

TEST(BoomOptionsTest, AnEmptyTextIsNoEnd) {
  for (const char* flag :
       {"--run-time", "--stages", "--stages-rps", "--cpu-profile-duration",
        "--mem-profile-duration", "--expect-workers-max-wait", "--summary-json", "--cpu-profile",
        "--mem-profile", "--prometheus-linger", "--prometheus-buckets"}) {
    EXPECT_THROW(static_cast<void>(parse({"a.yaml", flag, ""})), CLI::ValidationError) << flag;
  }
}

TEST(BoomOptionsTest, RolesParse) {
  const ParsedBoom master =
      parse({"c.yaml", "--master", "--auto-start", "--expect-workers", "2",
             "--expect-workers-max-wait", "5", "--master-bind-host", "127.0.0.1",
             "--master-bind-port", "0", "--master-http-address", "127.0.0.1:0"});
  ASSERT_TRUE(master.finished.has_value()) << master.finished.error().message;
  EXPECT_TRUE(master.options.master.auto_start);
  EXPECT_EQ(master.options.master.expect_workers, 2);
  EXPECT_EQ(master.options.master.expect_workers_max_wait, 5s);
  const ParsedBoom worker =
      parse({"--worker", "--master-host", "::1", "--master-port", "7", "--ignore-quit"});
  ASSERT_TRUE(worker.finished.has_value()) << worker.finished.error().message;
  EXPECT_EQ(worker.options.worker.master_host, "::1");
  EXPECT_EQ(worker.options.worker.master_port, 7);
  EXPECT_TRUE(worker.options.worker.ignore_quit);
}

TEST(BoomOptionsTest, AnApiHostIsABareName) {
  const ParsedBoom parsed = parse({"--master", "--api-host", "HRP-Master", "--api-host", "a.b."});
  ASSERT_TRUE(parsed.finished.has_value()) << parsed.finished.error().message;
  EXPECT_EQ(parsed.options.master.api_hosts, (std::vector<std::string>{"hrp-master", "a.b."}));
  for (const char* wrong : {"http://x:1", "x:1", "two names", " x", "x/y"}) {
    const ParsedBoom refused = parse({"--master", "--api-host", wrong});
    ASSERT_FALSE(refused.finished.has_value()) << wrong;
    EXPECT_NE(refused.finished.error().message.find("--api-host: \"" + std::string(wrong)),
              std::string::npos);
    EXPECT_NE(refused.finished.error().hint.find("a bare name"), std::string::npos);
  }
}

TEST(BoomOptionsTest, TheFolderOfTestcasesIsThere) {
  const testing::TempFolder folder;
  const std::string file = folder.write("file", "");
  EXPECT_TRUE(parse({"--master", "--testcase-root", folder.file("")}).finished.has_value());
  for (const std::string& wrong : {folder.file("nope"), file, std::string()}) {
    EXPECT_THROW(static_cast<void>(parse({"--master", "--testcase-root", wrong})),
                 CLI::ValidationError)
        << wrong;
  }
}

TEST(BoomOptionsTest, ThresholdsOfFlagsAndProfileComeTogether) {
  const testing::TempFolder folder;
  const std::string profile = folder.write("p.yaml", "thresholds: ['max < 1s', 'p95 < 1s']\n");
  const ParsedBoom parsed = parse(
      {"--threshold", "p95 < 1s", "case.yaml", "--threshold", "rps > 3", "--profile", profile});
  ASSERT_TRUE(parsed.finished.has_value()) << parsed.finished.error().message;
  std::vector<std::string> texts;
  for (const auto& threshold : parsed.options.load.thresholds) texts.push_back(threshold.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"p95 < 1s", "rps > 3", "max < 1s"}));
  EXPECT_EQ(parsed.options.load.thresholds[2].place, profile + ": thresholds[0]");
  EXPECT_EQ(parsed.options.load.thresholds[0].place, "--threshold");
}

TEST(BoomOptionsTest, ThresholdsAreOfWhoeverJudges) {
  EXPECT_EQ(messageOf({"a.yaml", "--threshold", "p95 < 1"}),
            "--threshold: \"p95 < 1\", column 7: a unit is missing behind the number");
  EXPECT_EQ(messageOf({"--worker", "--threshold", "p95 < 1s"}), "a worker takes no thresholds");
  EXPECT_EQ(messageOf({"--master", "--threshold", "p95 < 1s"}),
            "a master in API mode takes no thresholds");
  EXPECT_EQ(messageOf({"a.yaml", "--master", "--auto-start", "--threshold", "p95 < 1s"}), "");
}

}  // namespace
}  // namespace hrp::cli
