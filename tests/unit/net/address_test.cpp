#include "hrp/net/address.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace hrp::net {
namespace {

TEST(AddressTest, ReadsLiterals) {
  auto four = Address::fromLiteral("127.0.0.1");
  ASSERT_TRUE(four.has_value());
  four->setPort(80);
  EXPECT_EQ(four->text(), "127.0.0.1:80");
  EXPECT_EQ(four->family(), AF_INET);
  auto six = Address::fromLiteral("::1");
  ASSERT_TRUE(six.has_value());
  six->setPort(443);
  EXPECT_EQ(six->text(), "[::1]:443");
  EXPECT_EQ(six->port(), 443);
  for (const char* text : {"", "localhost", "1.2.3", "127.0.0.1:80", "[::1]"}) {
    EXPECT_FALSE(Address::fromLiteral(text).has_value()) << text;
  }
}

TEST(AddressTest, AZoneIsAnInterfaceOfThisMachine) {
  const auto address = Address::fromLiteral("fe80::1%lo");
  ASSERT_TRUE(address.has_value());
  EXPECT_EQ(address->text(), "[fe80::1%lo]:0");
  sockaddr_in6 raw{};
  std::memcpy(&raw, address->data(), sizeof raw);
  EXPECT_NE(raw.sin6_scope_id, 0U);
  const std::string by_number = "fe80::1%" + std::to_string(raw.sin6_scope_id);
  EXPECT_EQ(Address::fromLiteral(by_number)->text(), "[fe80::1%lo]:0");
  for (const char* text : {"fe80::1%nosuch0", "fe80::1%", "127.0.0.1%lo", "%lo"}) {
    EXPECT_FALSE(Address::fromLiteral(text).has_value()) << text;
  }
}

TEST(AddressTest, TakesOnlyInternetFamilies) {
  const Address address = *Address::fromLiteral("10.1.2.3");
  EXPECT_EQ(Address::fromSockaddr(address.data())->text(), "10.1.2.3:0");
  sockaddr other{};
  other.sa_family = AF_UNIX;
  EXPECT_FALSE(Address::fromSockaddr(&other).has_value());
}

}  // namespace
}  // namespace hrp::net
