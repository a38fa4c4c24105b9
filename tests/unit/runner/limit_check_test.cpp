#include "hrp/runner/limit_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/testcase/loader.hpp"
#include "support/memory_files.hpp"

namespace hrp::runner {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr base::MachineFacts kMachine{.open_files = 1'024,
                                      .open_files_hard = 20'000,
                                      .local_ports = 28'232,
                                      .memory_bytes = std::uint64_t{4} << 30U,
                                      .cores = 2};

LimitFinding onlyOne(const LimitAsk& ask, const base::MachineFacts& facts = kMachine) {
  const auto findings = findLimits(ask, facts);
  EXPECT_EQ(findings.size(), 1U);
  return findings.empty() ? LimitFinding{} : findings[0];
}

TEST(LimitCheckTest, WhatFitsIsNotSpokenOf) {
  EXPECT_THAT(findLimits({.users = 10'000}, kMachine), IsEmpty());
  EXPECT_THAT(findLimits({.users = 100'000'000, .threads = 64}, {}), IsEmpty())
      << "facts that are not known";
}

TEST(LimitCheckTest, OpenFilesUpToTheHardLimit) {
  EXPECT_THAT(findLimits({.users = 19'900}, kMachine), IsEmpty());
  const LimitFinding finding = onlyOne({.users = 21'000, .threads = 2});
  EXPECT_EQ(finding.text, "21000 users need about 21072 open files, and at most 20000 may be open");
  EXPECT_THAT(finding.hint, HasSubstr("ulimit -n 21072"));
  EXPECT_THAT(onlyOne({.users = 8'000, .connections_per_user = 3, .targets = 3, .threads = 2}).text,
              HasSubstr("8000 users need about 24072 open files"));
}

TEST(LimitCheckTest, LocalPortsForEverySourceAndTarget) {
  base::MachineFacts facts = kMachine;
  facts.open_files_hard = 1'000'000;
  const LimitFinding finding = onlyOne({.users = 30'000}, facts);
  EXPECT_EQ(finding.text,
            "30000 users need 30000 local ports, and there are 28232 to the servers of the "
            "testcases");
  EXPECT_THAT(finding.hint, HasSubstr("--source-ip"));
  EXPECT_THAT(findLimits({.users = 30'000, .sources = 2}, facts), IsEmpty());
  EXPECT_THAT(findLimits({.users = 30'000, .targets = 2}, facts), IsEmpty());
  EXPECT_THAT(
      onlyOne({.users = 10, .keep_alive = false, .max_rps = 500}, facts).text,
      HasSubstr("500 connections a second, which hold their port for a minute, need 30000"));
}

TEST(LimitCheckTest, MemoryByWhatAUserHolds) {
  base::MachineFacts facts = kMachine;
  facts.memory_bytes = std::uint64_t{300} << 20U;
  EXPECT_THAT(findLimits({.users = 10'000}, facts), IsEmpty());
  const LimitFinding finding = onlyOne({.users = 10'000, .tls = true}, facts);
  EXPECT_EQ(finding.text, "10000 users need about 454 MiB of memory, and 300 MiB are available");
}

TEST(LimitCheckTest, ThreadsAndRatesByCores) {
  EXPECT_THAT(onlyOne({.users = 1, .threads = 8}).text,
              HasSubstr("8 engine threads share 2 cores"));
  EXPECT_THAT(onlyOne({.users = 1, .max_rps = 500'000}).text,
              HasSubstr("500000 requests a second are more than 2 cores make"));
}

TEST(LimitCheckTest, AsksForWhatTheTestcasesName) {
  const hrp::testing::MemoryFiles files(
      {{"a.yaml",
        "config: {name: a, base_url: 'https://shop.example'}\n"
        "teststeps: [{name: s, request: {url: /a}}, {name: t, request: {url: /b}},\n"
        "  {name: u, request: {url: 'http://other.example:8080/x?y'}}]\n"},
       {"b.yaml", "teststeps: [{name: s, request: {url: 'http://third.example/'}}]\n"}});
  const auto workload = testcase::loadBundle(files.bundle({"a.yaml", "b.yaml"}), {});
  ASSERT_TRUE(workload.has_value()) << workload.error().message;
  RunProfile profile;
  profile.spawn_count = 101;
  profile.max_rps = 50;
  engine::EngineSettings settings;
  settings.source_ips = {"127.0.0.2", "127.0.0.3"};
  settings.threads = 3;
  const LimitAsk ask = askOf(*workload, profile, settings, 2);
  EXPECT_EQ(ask.users, 51);
  EXPECT_EQ(ask.max_rps, 25);
  EXPECT_EQ(ask.connections_per_user, 2);
  EXPECT_EQ(ask.targets, 3);
  EXPECT_EQ(ask.sources, 2);
  EXPECT_EQ(ask.threads, 3);
  EXPECT_TRUE(ask.tls);
  EXPECT_TRUE(ask.keep_alive);
  profile.stages = {{std::chrono::seconds(10), 400}, {std::chrono::seconds(10), 10}};
  profile.stages_rps = {{std::chrono::seconds(10), 900}};
  const LimitAsk staged = askOf(*workload, profile, settings, 2);
  EXPECT_EQ(staged.users, 200) << "the most at once";
  EXPECT_EQ(staged.max_rps, 450);
}

}  // namespace
}  // namespace hrp::runner
