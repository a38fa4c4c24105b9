#include "hrp/net/pinned_names.hpp"

#include <gtest/gtest.h>

namespace hrp::net {
namespace {

TEST(PinnedNamesTest, ReadsWhatCurlReads) {
  const auto one = parsePinnedName("Shop.Example:443:192.0.2.7");
  ASSERT_TRUE(one.has_value()) << one.error().message;
  EXPECT_EQ(one->host, "shop.example");
  EXPECT_EQ(one->port, 443);
  ASSERT_EQ(one->addresses.size(), 1U);
  EXPECT_EQ(one->addresses[0].text(), "192.0.2.7:0");
  const auto many = parsePinnedName("+*:80:[2001:db8::1],127.0.0.1,::1");
  ASSERT_TRUE(many.has_value()) << many.error().message;
  EXPECT_EQ(many->host, "*");
  ASSERT_EQ(many->addresses.size(), 3U);
  EXPECT_EQ(many->addresses[0].text(), "[2001:db8::1]:0");
  EXPECT_EQ(many->addresses[2].text(), "[::1]:0");
}

TEST(PinnedNamesTest, AnInternationalNameMayBeSpelledEitherWay) {
  EXPECT_EQ(parsePinnedName("Bücher.example:80:127.0.0.1")->host, "xn--bcher-kva.example");
  EXPECT_EQ(parsePinnedName("xn--bcher-kva.example:80:127.0.0.1")->host, "xn--bcher-kva.example");
  EXPECT_EQ(parsePinnedName("a b:80:127.0.0.1").error().message,
            "\"a b:80:127.0.0.1\": a host name cannot hold a blank");
}

TEST(PinnedNamesTest, SaysWhatIsWrong) {
  const auto message = [](const char* text) {
    const auto read = parsePinnedName(text);
    return read ? std::string("read") : read.error().message;
  };
  EXPECT_EQ(message("host"), "\"host\": incomplete");
  EXPECT_EQ(message(":80:1.2.3.4"), "\":80:1.2.3.4\": incomplete");
  EXPECT_EQ(message("h:80"), "\"h:80\": incomplete");
  EXPECT_EQ(message("h:0:1.2.3.4"), "\"h:0:1.2.3.4\": the port is not a number from 1 to 65535");
  EXPECT_EQ(message("h:x:1.2.3.4"), "\"h:x:1.2.3.4\": the port is not a number from 1 to 65535");
  EXPECT_EQ(message("h:80:other"), "\"h:80:other\": \"other\" is not an IP address");
  EXPECT_EQ(message("h:80:1.2.3.4,"), "\"h:80:1.2.3.4,\": \"\" is not an IP address");
  EXPECT_EQ(message("-h:80"), "\"-h:80\": a name cannot be taken back here");
}

TEST(PinnedNamesTest, ADnsServerIsAnAddressWithOrWithoutAPort) {
  EXPECT_EQ(parseDnsServer("192.0.2.1")->text(), "192.0.2.1:53");
  EXPECT_EQ(parseDnsServer("127.0.0.1:5353")->text(), "127.0.0.1:5353");
  EXPECT_EQ(parseDnsServer("2001:db8::1")->text(), "[2001:db8::1]:53");
  EXPECT_EQ(parseDnsServer("[::1]:5353")->text(), "[::1]:5353");
  EXPECT_EQ(parseDnsServer("[::1]")->text(), "[::1]:53");
  for (const char* text :
       {"", "dns.example", "127.0.0.1:", "127.0.0.1:70000", "[::1", ":53", "[]:53"}) {
    EXPECT_FALSE(parseDnsServer(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace hrp::net
