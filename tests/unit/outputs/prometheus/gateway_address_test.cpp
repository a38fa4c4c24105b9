#include "hrp/outputs/gateway_address.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

struct Case {
  const char* text;
  const char* default_host;
  const char* url;
};

TEST(GatewayAddressTest, AcceptsEveryForm) {
  const Case cases[] = {
      {":9091", "10.0.0.7", "http://10.0.0.7:9091"},
      {":9091", "::1", "http://[::1]:9091"},
      {":5331", "[fe80::2]", "http://[fe80::2]:5331"},
      {"192.168.11.122:5331", "x", "http://192.168.11.122:5331"},
      {"gateway.example.org:9091", "x", "http://gateway.example.org:9091"},
      {"gateway", "x", "http://gateway:9091"},
      {"[::1]:9091", "x", "http://[::1]:9091"},
      {"[::1]", "x", "http://[::1]:9091"},
      {"::1", "x", "http://[::1]:9091"},
      {"host:9091/prefix/", "x", "http://host:9091/prefix"},
      {"http://h:9091/prefix", "x", "http://h:9091/prefix"},
      {"http://h:9091/", "x", "http://h:9091"},
      {"HTTPS://gateway/push", "x", "https://gateway/push"},
      {"https://user:p%40ss@[2001:db8::5]:8443/a/b", "x",
       "https://user:p%40ss@[2001:db8::5]:8443/a/b"},
  };
  for (const Case& good : cases) {
    const auto url = parseGatewayAddress(good.text, good.default_host);
    ASSERT_TRUE(url.has_value()) << good.text << ": " << url.error().message;
    EXPECT_EQ(*url, good.url);
  }
}

TEST(GatewayAddressTest, RefusesWhatIsNoAddressAndNamesIt) {
  for (const char* text : {"host:",
                           "host:0",
                           "host:65536",
                           "host:9091x",
                           "host:-1",
                           "a:b:c",
                           "host name:9091",
                           "[::1:9091",
                           "[::1]9091",
                           "[]:9091",
                           "[host]:9091",
                           "ftp://host:9091",
                           "http://",
                           "http:///path",
                           "http://:9091",
                           "http://h:9091/a?b",
                           "http://h:9091/#c",
                           "h:9091/a\nb",
                           "http://h:port",
                           "/prefix",
                           "@host:80@"}) {
    const auto url = parseGatewayAddress(text, "10.0.0.7");
    ASSERT_FALSE(url.has_value()) << text << " became " << *url;
    EXPECT_EQ(url.error().code, base::ErrorCode::kInvalidArgument);
    EXPECT_NE(url.error().message.find("prometheus gateway \""), std::string::npos);
    EXPECT_FALSE(url.error().hint.empty());
  }
  EXPECT_NE(parseGatewayAddress("a:b:c", "x").error().message.find("\"a:b:c\""), std::string::npos);
}

TEST(GatewayAddressTest, APortAloneNeedsADefaultHost) {
  EXPECT_FALSE(parseGatewayAddress(":9091", "").has_value());
}

TEST(GatewayAddressTest, EmptyAndEndlessTextsAreRefused) {
  EXPECT_FALSE(parseGatewayAddress("", "x").has_value());
  EXPECT_FALSE(parseGatewayAddress(std::string(5'000, 'a'), "x").has_value());
}

TEST(GatewayAddressTest, CredentialsAreNotShown) {
  EXPECT_EQ(withoutCredentials("https://user:secret@host:1/a@b"), "https://host:1/a@b");
  EXPECT_EQ(withoutCredentials("http://host:1"), "http://host:1");
  EXPECT_EQ(withoutCredentials("user:secret@host:1"), "host:1");
  const auto url = parseGatewayAddress("http://user:secret@host:port", "x");
  ASSERT_FALSE(url.has_value());
  EXPECT_EQ(url.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace hrp::outputs
