#include "hrp/runner/profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::runner {
namespace {

using expression::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Value json(const char* text) {
  return Value::parse(text);
}

std::string errorOf(const char* text) {
  RunProfile profile;
  const auto applied = applyProfile(json(text), profile);
  return applied ? "" : applied.error().message;
}

TEST(ApplyProfile, TakesWhatIsPushedAndForHowLong) {
  RunProfile profile;
  ASSERT_TRUE(applyProfile(json(R"({"prometheus-linger": "2m", "prometheus-buckets": "coarse"})"),
                           profile));
  EXPECT_EQ(profile.prometheus_linger, "2m");
  EXPECT_EQ(profile.prometheus_buckets, "coarse");
}

TEST(ApplyProfile, TakesEveryKeyOfTheGoVersion) {
  RunProfile profile;
  const auto applied = applyProfile(json(R"({
    "spawn-count": 1000, "spawn-rate": 12.5, "max-rps": 300, "loop-count": 7,
    "request-increase-rate": "10/2s", "run-time": "1m30s", "memory-profile": "m.prof",
    "memory-profile-duration": 5, "cpu-profile": "c.prof", "cpu-profile-duration": "500ms",
    "prometheus-gateway": ":5331", "disable-console-output": true, "disable-compression": true,
    "disable-keepalive": true, "proxy-url": "http://p:3128", "testcase-path": "a.yml, b.json,"})"),
                                    profile);
  ASSERT_TRUE(applied) << applied.error().message;
  EXPECT_EQ(profile.spawn_count, 1000);
  EXPECT_EQ(profile.spawn_rate, 12.5);
  EXPECT_EQ(profile.max_rps, 300);
  EXPECT_EQ(profile.loop_count, 7);
  EXPECT_EQ(profile.request_increase_rate.requests, 10);
  EXPECT_EQ(profile.request_increase_rate.interval, std::chrono::seconds(2));
  EXPECT_EQ(profile.run_time, std::chrono::seconds(90));
  EXPECT_EQ(profile.memory_profile, "m.prof");
  EXPECT_EQ(profile.memory_profile_duration, std::chrono::seconds(5));
  EXPECT_EQ(profile.cpu_profile, "c.prof");
  EXPECT_EQ(profile.cpu_profile_duration, std::chrono::milliseconds(500));
  EXPECT_EQ(profile.prometheus_gateway, ":5331");
  EXPECT_TRUE(profile.disable_console_output);
  EXPECT_TRUE(profile.disable_compression);
  EXPECT_TRUE(profile.disable_keepalive);
  EXPECT_EQ(profile.proxy_url, "http://p:3128");
  EXPECT_THAT(profile.testcase_paths, ElementsAre("a.yml", "b.json"));
}

TEST(ApplyProfile, NamesTheWrongKeyAndChangesNothing) {
  EXPECT_EQ(errorOf(R"({"foo": 1})"), "failed to recognize params: [foo]");
  EXPECT_EQ(errorOf(R"({"foo": 1, "bar": 2})"), "failed to recognize params: [bar foo]");
  EXPECT_EQ(errorOf(R"({"spawn-count": "many"})"),
            "'spawn-count' expected an integer, got text \"many\"");
  EXPECT_EQ(errorOf(R"({"spawn-count": -1})"), "'spawn-count' must not be negative");
  EXPECT_EQ(errorOf(R"({"spawn-count": 0})"), "'spawn-count' must be at least 1");
  EXPECT_EQ(errorOf(R"({"spawn-rate": 0})"), "'spawn-rate' must be greater than 0");
  EXPECT_EQ(errorOf(R"({"max-rps": -2})"), "'max-rps' must not be negative");
  EXPECT_THAT(errorOf(R"({"run-time": "soon"})"), HasSubstr("'run-time'"));
  EXPECT_THAT(errorOf(R"({"disable-keepalive": "yes"})"), HasSubstr("expected true or false"));
  EXPECT_THAT(errorOf(R"({"spawn-count": 18446744073709551615})"), HasSubstr("too large"));
  EXPECT_THAT(errorOf("[1]"), HasSubstr("expected a map"));
  RunProfile profile;
  EXPECT_FALSE(applyProfile(json(R"({"max-rps": 5, "spawn-rate": "x"})"), profile));
  EXPECT_EQ(profile.max_rps, 0);
}

TEST(ApplyProfile, MinusOneMeansNotLimited) {
  RunProfile profile;
  profile.max_rps = 9;
  profile.loop_count = 9;
  profile.request_increase_rate.requests = 9;
  ASSERT_TRUE(applyProfile(
      json(R"({"max-rps": -1, "loop-count": -1, "request-increase-rate": "-1"})"), profile));
  EXPECT_EQ(profile.max_rps, 0);
  EXPECT_EQ(profile.loop_count, 0);
  EXPECT_EQ(profile.request_increase_rate.requests, 0);
}

TEST(ApplyProfile, TakesAListOfPaths) {
  RunProfile profile;
  ASSERT_TRUE(applyProfile(json(R"({"testcase-path": ["a,b.yml", " c "]})"), profile));
  EXPECT_THAT(profile.testcase_paths, ElementsAre("a,b.yml", "c"));
}

TEST(ParseIncreaseRate, ReadsNumberAndInterval) {
  EXPECT_EQ(parseIncreaseRate("100/1m")->interval, std::chrono::minutes(1));
  EXPECT_EQ(parseIncreaseRate("7")->interval, std::chrono::seconds(1));
  EXPECT_EQ(parseIncreaseRate("-1")->requests, 0);
  for (const char* text : {"", "x", "-2", "1/", "1/0s", "/1s", "1/1s/1s", "99999999999999999999"}) {
    EXPECT_FALSE(parseIncreaseRate(text)) << text;
  }
}

TEST(ApplyProfile, ReadsStagesAndSaysWhatTheyExclude) {
  RunProfile profile;
  ASSERT_TRUE(applyProfile(json(R"({"stages": "30s:100,1m:0", "stages-rps": "2m:50"})"), profile));
  EXPECT_EQ(mostUsersOf(profile), 100);
  EXPECT_EQ(runTimeOf(profile), std::chrono::seconds(120));
  ASSERT_TRUE(applyProfile(json(R"({"run-time": 10})"), profile));
  EXPECT_EQ(runTimeOf(profile), std::chrono::seconds(10));
  ASSERT_TRUE(applyProfile(json(R"({"spawn-count": 7, "stages-rps": ""})"), profile));
  EXPECT_TRUE(profile.stages.empty());
  EXPECT_TRUE(profile.stages_rps.empty());
  EXPECT_EQ(mostUsersOf(profile), 7);
  EXPECT_EQ(errorOf(R"({"stages": "30s:1,40s"})"),
            "'stages': stage 2 \"40s\": expected LENGTH:TARGET, as in 30s:100");
  EXPECT_EQ(errorOf(R"({"stages": 5})"), "'stages' expected a text, got number 5");
  EXPECT_EQ(errorOf(R"({"stages": "1s:1", "spawn-rate": 2})"),
            "'stages' and 'spawn-rate' exclude each other");
  EXPECT_EQ(errorOf(R"({"stages": "1s:1", "loop-count": 2})"),
            "'stages' and 'loop-count' exclude each other");
  EXPECT_EQ(errorOf(R"({"stages-rps": "1s:1", "max-rps": 2})"),
            "'stages-rps' excludes 'max-rps' and 'request-increase-rate'");
  EXPECT_EQ(errorOf(R"({"stages-rps": "1s:1", "request-increase-rate": 2})"),
            "'stages-rps' excludes 'max-rps' and 'request-increase-rate'");
}

TEST(ApplyProfile, ReadsAnArrivalRateAndSaysWhatItExcludes) {
  RunProfile profile;
  ASSERT_TRUE(applyProfile(json(R"({"arrival-rate": 12.5, "spawn-count": 40})"), profile));
  EXPECT_EQ(profile.arrival_rate, 12.5);
  EXPECT_EQ(spawnRateOf(profile), 0);
  ASSERT_TRUE(applyProfile(json(R"({"arrival-rate": -1})"), profile));
  EXPECT_EQ(profile.arrival_rate, 0);
  EXPECT_EQ(spawnRateOf(profile), 1);
  EXPECT_EQ(errorOf(R"({"arrival-rate": 0})"), "'arrival-rate' must be greater than 0");
  EXPECT_EQ(errorOf(R"({"arrival-rate": "5"})"),
            "'arrival-rate' expected a number, got text \"5\"");
  EXPECT_EQ(errorOf(R"({"arrival-rate": 5, "spawn-rate": 2})"),
            "'arrival-rate' and 'spawn-rate' exclude each other");
  for (const char* other : {R"("max-rps": 2)", R"("loop-count": 2)", R"("stages": "1s:1")",
                            R"("stages-rps": "1s:1")", R"("request-increase-rate": 3)"}) {
    EXPECT_THAT(errorOf(("{\"arrival-rate\": 5, " + std::string(other) + "}").c_str()),
                HasSubstr("'arrival-rate' excludes"))
        << other;
  }
}

TEST(ParseRebalance, NeedsACountAndTakesARate) {
  const auto request = parseRebalance(json(R"({"spawn-count": 21, "spawn-rate": 3})"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->spawn_count, 21);
  EXPECT_EQ(request->spawn_rate, 3.0);
  EXPECT_FALSE(parseRebalance(json(R"({"spawn-count": 0})"))->spawn_rate);
  EXPECT_EQ(parseRebalance(json(R"({"spawn-count": 1, "x": 1})")).error().message,
            "failed to recognize params: [x]");
  EXPECT_FALSE(parseRebalance(json("{}")));
  EXPECT_FALSE(parseRebalance(json(R"({"spawn-count": -1})")));
}

TEST(ApplyProfile, LostWorkersMayBeAllowed) {
  RunProfile profile;
  EXPECT_FALSE(profile.allow_lost_workers);
  ASSERT_TRUE(applyProfile(json(R"({"allow-lost-workers": true})"), profile));
  EXPECT_TRUE(profile.allow_lost_workers);
}

TEST(ApplyProfile, TakesNamesAndCertificates) {
  RunProfile profile;
  const auto applied = applyProfile(json(R"({"ca-file": "ca.pem", "dns-server": "192.0.2.1",
    "disable-tls-resumption": true, "strict-http": true,
    "resolve": ["a:80:127.0.0.1,127.0.0.2", "*:443:[::1]"]})"),
                                    profile);
  ASSERT_TRUE(applied) << applied.error().message;
  EXPECT_EQ(profile.ca_file, "ca.pem");
  EXPECT_EQ(profile.dns_server, "192.0.2.1");
  EXPECT_THAT(profile.resolve, ElementsAre("a:80:127.0.0.1,127.0.0.2", "*:443:[::1]"));
  EXPECT_TRUE(profile.disable_tls_resumption);
  EXPECT_TRUE(profile.strict_http);
  ASSERT_TRUE(applyProfile(json(R"({"resolve": "a:80:127.0.0.3"})"), profile));
  EXPECT_THAT(profile.resolve, ElementsAre("a:80:127.0.0.3"));
  EXPECT_THAT(errorOf(R"({"resolve": [1]})"), HasSubstr("'resolve'"));
  EXPECT_THAT(errorOf(R"({"ca-certificates": "x"})"), HasSubstr("ca-certificates"));
}

TEST(ApplyProfile, TakesATimeForTheDrain) {
  RunProfile profile;
  EXPECT_EQ(profile.drain, std::chrono::seconds(30));
  ASSERT_TRUE(applyProfile(json(R"({"drain": "1m"})"), profile));
  EXPECT_EQ(profile.drain, std::chrono::minutes(1));
  ASSERT_TRUE(applyProfile(json(R"({"drain": 0})"), profile));
  EXPECT_EQ(profile.drain, std::chrono::seconds(0));
  EXPECT_EQ(errorOf(R"({"drain": -1})"), "'drain' must not be negative");
}

TEST(ParseStop, TakesADrainOrNothing) {
  EXPECT_FALSE(parseStop(json("{}"))->drain);
  EXPECT_EQ(parseStop(json(R"({"drain": 1.5})"))->drain, std::chrono::milliseconds(1'500));
  EXPECT_EQ(parseStop(json(R"({"drain": "2m"})"))->drain, std::chrono::minutes(2));
  EXPECT_EQ(parseStop(json(R"({"drain": true})")).error().message,
            "'drain' expected a duration, got true");
  EXPECT_EQ(parseStop(json(R"({"darin": 1})")).error().message,
            "failed to recognize params: [darin]");
}

TEST(ApplyProfile, TakesThresholds) {
  RunProfile profile;
  ASSERT_TRUE(applyProfile(json(R"({"thresholds": ["p95 < 1s", "login: rps > 3"]})"), profile));
  ASSERT_EQ(profile.thresholds.size(), 2U);
  EXPECT_EQ(profile.thresholds[1].pattern, "login");
  ASSERT_TRUE(applyProfile(json(R"({"thresholds": "p95 < 1s"})"), profile));
  EXPECT_EQ(profile.thresholds.size(), 1U);
  EXPECT_THAT(errorOf(R"({"thresholds": ["p95 < 1s", "p95 < 1"]})"),
              HasSubstr("thresholds[1]: \"p95 < 1\", column 7"));
  EXPECT_THAT(errorOf(R"({"thresholds": 7})"), HasSubstr("'thresholds' expected a text"));
  EXPECT_THAT(errorOf(R"({"thresholds": null})"), HasSubstr("'thresholds' expected a text"));
  for (const char* empty : {R"("")", R"(" ")", R"([""])"}) {
    const std::string profile_text = std::string(R"({"thresholds": )") + empty + "}";
    EXPECT_THAT(errorOf(profile_text.c_str()), HasSubstr("thresholds[0]: ")) << profile_text;
  }
  EXPECT_TRUE(applyProfile(json(R"({"thresholds": []})"), profile));
  EXPECT_TRUE(profile.thresholds.empty());
}

}  // namespace
}  // namespace hrp::runner
