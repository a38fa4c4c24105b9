#include "hrp/net/dns_lookup.hpp"

#include <gtest/gtest.h>

#include "support/server/dns_server.hpp"

namespace hrp::net {
namespace {

using std::chrono::seconds;

std::string texts(const std::vector<Address>& addresses) {
  std::string out;
  for (const Address& address : addresses) out += address.text() + " ";
  return out;
}

TEST(DnsLookupTest, AnAnswerHoldsForItsShortestTimeToLive) {
  testing::DnsServer server({{"shop.example", {{"127.0.0.2", 7}, {"127.0.0.3", 5}}}});
  const auto answer = makeDnsLookup(server.address())("shop.example");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(answer->ttl, seconds(5));
  EXPECT_EQ(answer->addresses.size(), 2U);
}

TEST(DnsLookupTest, BothFamiliesAreAskedFor) {
  testing::DnsServer server({{"both.example", {{"127.0.0.2", 9}, {"::1", 9}}}});
  const auto answer = makeDnsLookup(server.address())("both.example");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  const std::string all = texts(answer->addresses);
  EXPECT_NE(all.find("127.0.0.2"), std::string::npos);
  EXPECT_NE(all.find("[::1]"), std::string::npos);
  EXPECT_GE(server.questions(), 2);
}

TEST(DnsLookupTest, ALifetimeOfZeroIsASecond) {
  testing::DnsServer server({{"quick.example", {{"127.0.0.2", 0}}}});
  const auto answer = makeDnsLookup(server.address())("quick.example");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(answer->ttl, seconds(1));
}

TEST(DnsLookupTest, ANameThatIsNotThereIsAFailureThatSaysSo) {
  testing::DnsServer server({});
  const auto answer = makeDnsLookup(server.address())("nowhere.example");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, base::ErrorCode::kUnavailable);
  EXPECT_TRUE(answer.error().message.starts_with("cannot resolve nowhere.example: "));
}

TEST(DnsLookupTest, TheHostsFileComesFirst) {
  testing::DnsServer server({{"localhost", {{"192.0.2.1", 9}}}});
  const auto answer = makeDnsLookup(server.address())("localhost");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_NE(texts(answer->addresses).find("127.0.0.1:0"), std::string::npos);
  EXPECT_EQ(answer->ttl, base::Duration{}) << "a file has no time to live";
  EXPECT_EQ(server.questions(), 0);
}

TEST(DnsLookupTest, WithoutAServerOfItsOwnItKnowsWhatTheSystemKnows) {
  const auto answer = makeDnsLookup(std::nullopt)("localhost");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_FALSE(answer->addresses.empty());
}

}  // namespace
}  // namespace hrp::net
