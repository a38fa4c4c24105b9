#include "hrp/net/address.hpp"

#include <gtest/gtest.h>

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

TEST(AddressTest, TakesOnlyInternetFamilies) {
  const Address address = *Address::fromLiteral("10.1.2.3");
  EXPECT_EQ(Address::fromSockaddr(address.data())->text(), "10.1.2.3:0");
  sockaddr other{};
  other.sa_family = AF_UNIX;
  EXPECT_FALSE(Address::fromSockaddr(&other).has_value());
}

}  // namespace
}  // namespace hrp::net
