#include "hrp/http/proxy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "hrp/http/credentials.hpp"

namespace hrp::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Origin origin(const std::string& host, std::uint16_t port = 80, bool tls = false) {
  return Origin{.tls = tls, .host = host, .port = port};
}

// The proxy variables of the test's own process, cleared before and after.
class ProxyEnvironmentTest : public ::testing::Test {
 protected:
  void SetUp() override { clear(); }
  void TearDown() override { clear(); }
  static void clear() {
    for (const char* name : {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy",
                             "https_proxy", "all_proxy", "no_proxy"}) {
      ::unsetenv(name);
    }
  }
  static void set(const char* name, const char* value) { ::setenv(name, value, 1); }
};

TEST(ProxyUrlTest, TakesUrlsAndHostsWithPorts) {
  const auto full = parseProxyUrl("http://us%65r:p%40ss@proxy.example:3128/");
  ASSERT_TRUE(full) << full.error().message;
  EXPECT_EQ(full->host, "proxy.example");
  EXPECT_EQ(full->port, 3128);
  EXPECT_EQ(full->authorization, "Basic " + base64("user:p@ss"));
  const auto bare = parseProxyUrl("proxy.example:8080");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->port, 8080);
  EXPECT_EQ(bare->authorization, "");
  EXPECT_EQ(parseProxyUrl("proxy.example")->port, 80);
  const auto six = parseProxyUrl("http://[::1]:3128");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_TRUE(six->ipv6);
}

TEST(ProxyUrlTest, RefusesWhatIsNoHttpProxyWithoutShowingAPassword) {
  for (const char* text : {"socks5://u:secret@h:1080", "https://u:secret@h", "http://u:secret@",
                           "http://u:secret@h:99999", "http://u:secret@h/path", "http://"}) {
    const auto refused = parseProxyUrl(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_THAT(refused.error().message, HasSubstr("proxy: "));
    EXPECT_THAT(refused.error().message, Not(HasSubstr("secret")));
  }
  EXPECT_THAT(parseProxyUrl("socks5://h").error().message, HasSubstr("socks5"));
}

TEST(BypassListTest, MatchesHostsSuffixesPortsAndEverything) {
  const BypassList list =
      BypassList::parse("a.example, .b.example,*.c.example 10.0.0.1,d.example:8080,[::1]:90,,");
  EXPECT_TRUE(list.contains(origin("a.example")));
  EXPECT_TRUE(list.contains(origin("A.Example")));
  EXPECT_TRUE(list.contains(origin("www.a.example")));
  EXPECT_FALSE(list.contains(origin("nota.example")));
  EXPECT_TRUE(list.contains(origin("b.example")));
  EXPECT_TRUE(list.contains(origin("x.y.b.example")));
  EXPECT_TRUE(list.contains(origin("x.c.example")));
  EXPECT_TRUE(list.contains(origin("10.0.0.1")));
  EXPECT_FALSE(list.contains(origin("10.0.0.11")));
  EXPECT_TRUE(list.contains(origin("d.example", 8080)));
  EXPECT_FALSE(list.contains(origin("d.example", 80)));
  EXPECT_TRUE(list.contains(origin("::1", 90)));
  EXPECT_FALSE(list.contains(origin("::1", 91)));
  EXPECT_FALSE(list.contains(origin("example")));
  EXPECT_TRUE(BypassList::parse("*").contains(origin("anything.example")));
  EXPECT_FALSE(BypassList::parse("").contains(origin("anything.example")));
}

TEST_F(ProxyEnvironmentTest, AGivenProxyTakesEverythingButItsBypassList) {
  set("HTTP_PROXY", "http://other:1");
  set("NO_PROXY", "*");
  const auto rules = ProxyRules::create({.url = "http://p:3128", .bypass = "direct.example"});
  ASSERT_TRUE(rules);
  ASSERT_NE(rules->proxyFor(origin("127.0.0.1")), nullptr);
  EXPECT_EQ(rules->proxyFor(origin("h", 443, true))->host, "p");
  EXPECT_EQ(rules->proxyFor(origin("direct.example")), nullptr);
}

TEST_F(ProxyEnvironmentTest, TheEnvironmentTellsByScheme) {
  EXPECT_EQ(ProxyRules::create({})->proxyFor(origin("h")), nullptr);
  set("http_proxy", "plain:1");
  set("HTTPS_PROXY", "http://secure:2");
  set("no_proxy", "internal.example");
  const auto rules = ProxyRules::create({});
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->proxyFor(origin("h"))->host, "plain");
  EXPECT_EQ(rules->proxyFor(origin("h", 443, true))->host, "secure");
  EXPECT_EQ(rules->proxyFor(origin("www.internal.example")), nullptr);
  for (const char* loopback : {"127.0.0.1", "127.9.9.9", "localhost", "::1"}) {
    EXPECT_EQ(rules->proxyFor(origin(loopback)), nullptr) << loopback;
  }
  EXPECT_NE(rules->proxyFor(origin("127.example")), nullptr);
}

TEST_F(ProxyEnvironmentTest, AllProxyFillsWhatIsNotNamedAndErrorsNameTheVariable) {
  set("ALL_PROXY", "all:9");
  set("HTTPS_PROXY", "secure:2");
  auto rules = ProxyRules::create({});
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->proxyFor(origin("h"))->host, "all");
  EXPECT_EQ(rules->proxyFor(origin("h", 443, true))->host, "secure");
  set("ALL_PROXY", "socks5://h:1080");
  rules = ProxyRules::create({});
  ASSERT_FALSE(rules);
  EXPECT_THAT(rules.error().message, HasSubstr("ALL_PROXY: proxy: \"socks5://\""));
}

}  // namespace
}  // namespace hrp::http
