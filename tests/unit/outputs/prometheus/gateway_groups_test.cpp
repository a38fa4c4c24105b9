#include "outputs/prometheus/gateway_groups.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

using std::chrono::seconds;

// As Pushgateway 1.5.1 lists a group.
std::string groupJson(const std::string& labels, const std::string& families) {
  return R"({"users":{"time_stamp":"2026-11-30T22:17:21Z","type":"GAUGE","metrics":[{"labels":{},)"
         R"("value":"3"}]},"last_push_successful":true,"labels":)" +
         labels + R"(,"push_time_seconds":{"type":"GAUGE","metrics":[{"labels":)" + labels +
         R"(,"value":"1.7960770411734326e+09"}]})" + families + "}";
}

std::string listing(const std::string& groups) {
  return R"({"status":"success","data":[)" + groups + "]}";
}

const std::string kLabels = R"({"instance":"host-1","job":"hrp","mode":"worker"})";
const std::string kLinger = R"(,"hrp_group_linger_seconds":{"type":"GAUGE","metrics":[)"
                            R"({"labels":{},"value":"60"}]})";

TEST(GatewayGroupsTest, ReadsWhoseAGroupIsAndHowLongItLingers) {
  const std::string worker = R"(,"hrp_worker":{"type":"GAUGE","metrics":[{"labels":)"
                             R"({"id":"host_17","job":"hrp"},"value":"1"}]})";
  const auto groups = parseGatewayGroups(listing(groupJson(kLabels, kLinger + worker)));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].instance, "host-1");
  EXPECT_EQ(groups[0].mode, "worker");
  EXPECT_EQ(groups[0].worker_id, "host_17");
  EXPECT_EQ(groups[0].leftAt(1'796'077'041), seconds(60));
  EXPECT_EQ(groups[0].leftAt(1'796'077'141), seconds(-39));
}

TEST(GatewayGroupsTest, AGroupThatDoesNotSaySoIsNeverOld) {
  const auto groups = parseGatewayGroups(listing(groupJson(kLabels, "")));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_FALSE(groups[0].leftAt(9'000'000'000).has_value());
}

TEST(GatewayGroupsTest, GroupsOfOthersAreNotListed) {
  const std::string mine = groupJson(kLabels, kLinger);
  for (const char* labels :
       {R"({"instance":"host-1","job":"node","mode":"worker"})",
        R"({"instance":"host-1","job":"hrp"})", R"({"instance":"","job":"hrp","mode":"worker"})",
        R"({"instance":"host-1","job":"hrp","mode":"worker","team":"a"})"}) {
    const auto groups = parseGatewayGroups(listing(groupJson(labels, kLinger) + "," + mine));
    EXPECT_EQ(groups.size(), 1U) << labels;
  }
}

TEST(GatewayGroupsTest, WhatIsNoListHasNoGroups) {
  for (const char* text : {"", "not found", "[]", "7", "{}", R"({"data":7})", R"({"data":[7,[]]})",
                           R"({"data":[{"labels":7}]})", R"({"data":[{"labels":{"job":)"}) {
    EXPECT_TRUE(parseGatewayGroups(text).empty()) << text;
  }
}

TEST(GatewayGroupsTest, NumbersThatAreNoneDoNotCount) {
  for (const char* value : {"NaN", "+Inf", "", "many"}) {
    const std::string linger =
        R"(,"hrp_group_linger_seconds":{"metrics":[{"value":")" + std::string(value) + R"("}]})";
    const auto groups = parseGatewayGroups(listing(groupJson(kLabels, linger)));
    ASSERT_EQ(groups.size(), 1U) << value;
    EXPECT_FALSE(groups[0].linger.has_value()) << value;
  }
  const std::string huge = R"(,"hrp_group_linger_seconds":{"metrics":[{"value":"1e300"}]})";
  EXPECT_GT(parseGatewayGroups(listing(groupJson(kLabels, huge)))[0].leftAt(0), seconds(1));
}

}  // namespace
}  // namespace hrp::outputs
