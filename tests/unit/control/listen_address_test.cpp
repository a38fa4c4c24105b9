#include "control/listen_address.hpp"

#include <gtest/gtest.h>

namespace hrp::control {
namespace {

TEST(ListenAddress, ReadsHostAndPort) {
  const auto address = parseListenAddress("127.0.0.1:9771");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "127.0.0.1");
  EXPECT_EQ(address->port, 9771);
  EXPECT_EQ(toText(*address), "127.0.0.1:9771");
}

TEST(ListenAddress, TakesIpv6InBrackets) {
  const auto address = parseListenAddress("[::1]:0");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "::1");
  EXPECT_EQ(address->port, 0);
  EXPECT_EQ(toText(*address), "[::1]:0");
}

TEST(ListenAddress, WithoutHostMeansAllInterfaces) {
  const auto address = parseListenAddress(":80");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "0.0.0.0");
}

TEST(ListenAddress, NamesWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"localhost", "the port is missing"},   {"", "the port is missing"},
      {"host:", "\"\" is not a port"},        {"host:http", "\"http\" is not a port"},
      {"host:65536", "\"65536\" is not"},     {"host:-1", "\"-1\" is not a port"},
      {"host:80x", "\"80x\" is not a port"},  {"::1:9771", "needs brackets"},
      {"[::1:9771", "brackets do not match"}, {"[]:9771", "brackets do not match"},
  };
  for (const auto& [text, message] : cases) {
    const auto address = parseListenAddress(text);
    ASSERT_FALSE(address) << text;
    EXPECT_NE(address.error().message.find(message), std::string::npos) << address.error().message;
    EXPECT_NE(address.error().message.find('"' + text + '"'), std::string::npos);
    EXPECT_FALSE(address.error().hint.empty());
  }
}

}  // namespace
}  // namespace hrp::control
