#include "hrp/http/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::http {
namespace {

using ::testing::HasSubstr;

TEST(UrlTest, SplitsAFullUrl) {
  const auto url = Url::parse("HTTPS://user:pw@Example.COM:8443/a/b%2Fc?x=1&y=%20#frag");
  ASSERT_TRUE(url.has_value()) << url.error().message;
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->userinfo, "user:pw");
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/a/b%2Fc");
  EXPECT_EQ(url->query, "x=1&y=%20");
  EXPECT_EQ(url->hostHeader(), "example.com:8443");
  EXPECT_EQ(url->target(), "/a/b%2Fc?x=1&y=%20");
  EXPECT_EQ(url->text(), "https://user:pw@example.com:8443/a/b%2Fc?x=1&y=%20");
  const Origin origin = url->origin(false);
  EXPECT_TRUE(origin.tls);
  EXPECT_FALSE(origin.verify_tls);
  EXPECT_EQ(origin.port, 8443);
}

TEST(UrlTest, KnowsDefaultPortsAndIpv6) {
  EXPECT_EQ(Url::parse("http://h")->origin(true).port, 80);
  EXPECT_EQ(Url::parse("https://h")->origin(true).port, 443);
  EXPECT_EQ(Url::parse("http://h:80/")->hostHeader(), "h");
  EXPECT_EQ(Url::parse("http://h:/x")->hostHeader(), "h");
  const auto six = Url::parse("http://[::1]:8080/x");
  ASSERT_TRUE(six.has_value());
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->hostHeader(), "[::1]:8080");
  EXPECT_EQ(six->text(), "http://[::1]:8080/x");
}

TEST(UrlTest, InternationalHostsAreSpelledAsDnsDoes) {
  const auto url = Url::parse("http://Bücher.example:8080/ä");
  ASSERT_TRUE(url.has_value()) << url.error().message;
  EXPECT_EQ(url->host, "xn--bcher-kva.example");
  EXPECT_EQ(url->hostHeader(), "xn--bcher-kva.example:8080");
  EXPECT_EQ(url->origin(true).host, "xn--bcher-kva.example");
  EXPECT_EQ(url->text(), "http://xn--bcher-kva.example:8080/%C3%A4");
  EXPECT_EQ(url->resolve("http://中文.example.com/")->host, "xn--fiq228c.example.com");
}

TEST(UrlTest, AZoneIsForConnectingOnly) {
  const auto url = Url::parse("http://[FE80::1%25eth0]:8080/x");
  ASSERT_TRUE(url.has_value()) << url.error().message;
  EXPECT_TRUE(url->ipv6);
  EXPECT_EQ(url->origin(true).host, "fe80::1%eth0");
  EXPECT_EQ(url->hostHeader(), "[fe80::1]:8080");
  EXPECT_EQ(url->text(), "http://[fe80::1%25eth0]:8080/x");
  EXPECT_EQ(Url::parse(url->text())->host, url->host);
  for (const char* wrong : {"http://[fe80::1%eth0]/", "http://[fe80::1%25]/", "http://[%25eth0]/",
                            "http://[fe80::1%25a/b]/", "http://[127.0.0.1]/"}) {
    EXPECT_FALSE(Url::parse(wrong).has_value()) << wrong;
  }
  EXPECT_THAT(Url::parse("http://[fe80::1%eth0]/").error().message,
              HasSubstr("the zone of an IPv6 address stands behind %25"));
}

TEST(UrlTest, HostsThatNoNameServerKnowsAreRefused) {
  for (const char* host : {"a%20b", "a%00b", "a%2Fb", "256.256.256.256", "foo.09", "%zz"}) {
    const auto url = Url::parse("http://" + std::string(host) + "/");
    ASSERT_FALSE(url.has_value()) << host;
    EXPECT_THAT(url.error().message, HasSubstr(host));
  }
  for (const char* host : {"localhost.", "127.1", "0x7f.1", "user@h", "a_b"}) {
    EXPECT_TRUE(Url::parse("http://" + std::string(host) + ":80/").has_value()) << host;
  }
}

TEST(UrlTest, AlwaysHasATarget) {
  EXPECT_EQ(Url::parse("http://h")->target(), "/");
  EXPECT_EQ(Url::parse("http://h?a=1")->target(), "/?a=1");
  EXPECT_EQ(Url::parse("http://h/#x")->target(), "/");
}

TEST(UrlTest, EscapesBlanksAndBytesOutsideAscii) {
  const auto url = Url::parse("http://h/a b/\xc3\xa4{}?q=a b\xc3\xa4");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->target(), "/a%20b/%C3%A4%7B%7D?q=a%20b%C3%A4");
}

TEST(UrlTest, RefusesWhatCannotBeSent) {
  for (const char* text :
       {"ftp://h/", "http://", "http:///x", "http://h:x/", "http://h:70000/", "http://h:0/",
        "http://[::1/", "http://a b/", "http://h/\r\nX: y", "localhost:8080/x", "http:/x",
        "http://[zz]/", "http://[12345::]/", "http://[::1:]/"}) {
    const auto url = Url::parse(text);
    EXPECT_FALSE(url.has_value()) << text;
    if (url) continue;
    EXPECT_THAT(url.error().message, HasSubstr("bad URL"));
  }
}

struct Reference {
  const char* reference;
  const char* expected;
};

// The examples of RFC 3986 5.4 that concern http.
TEST(UrlTest, ResolvesReferences) {
  const auto base = Url::parse("http://a/b/c/d;p?q");
  const Reference table[] = {
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"https://b/x", "https://b/x"},
      {"http://b/x/../y", "http://b/y"},
  };
  for (const auto& [reference, expected] : table) {
    const auto resolved = base->resolve(reference);
    ASSERT_TRUE(resolved.has_value()) << reference;
    EXPECT_EQ(resolved->text(), expected) << reference;
  }
  EXPECT_FALSE(base->resolve("mailto:x@y").has_value());
}

struct Join {
  const char* base;
  const char* url;
  const char* expected;
};

TEST(UrlTest, JoinsABaseUrl) {
  const Join table[] = {
      {"http://h", "/x", "http://h/x"},
      {"http://h/", "x", "http://h/x"},
      {"http://h/api", "/x", "http://h/api/x"},
      {"http://h/api/", "x/", "http://h/api/x/"},
      {"http://h/api", "../x", "http://h/x"},
      {"http://h/api", "//other/x", "http://other/x"},
      {"http://h/api//", "a//b", "http://h/api/a/b"},
      {"http://h/api?z=1", "/x?y=2", "http://h/api/x?y=2"},
      {"http://h/api", "", "http://h/api"},
      {"http://h/api", "?y=2", "http://h/api?y=2"},
      {"http://h/api", "https://o/x", "https://o/x"},
      {"", "https://o/x/", "https://o/x/"},
  };
  for (const auto& [base, url, expected] : table) {
    const auto joined = joinBaseUrl(base, url);
    ASSERT_TRUE(joined.has_value()) << base << " " << url;
    EXPECT_EQ(joined->text(), expected) << base << " " << url;
  }
  EXPECT_THAT(joinBaseUrl("", "/x").error().message, HasSubstr("no host"));
  EXPECT_FALSE(joinBaseUrl("/only/a/path", "/x").has_value());
  EXPECT_THAT(joinBaseUrl("ftp://h", "/x").error().message, HasSubstr("base_url"));
}

TEST(UrlTest, EscapesForms) {
  std::string out;
  appendFormEscaped(out, "a b&c=d~e_f-g.h/\xc3\xa4+");
  EXPECT_EQ(out, "a+b%26c%3Dd~e_f-g.h%2F%C3%A4%2B");
  std::string text = "/x?a=plain-1.~_";
  formEscapeFrom(text, 5);
  EXPECT_EQ(text, "/x?a=plain-1.~_");
  text = "/x?a=b c&d";
  formEscapeFrom(text, 5);
  EXPECT_EQ(text, "/x?a=b+c%26d");
  formEscapeFrom(text, text.size());
  EXPECT_EQ(text, "/x?a=b+c%26d");
}

}  // namespace
}  // namespace hrp::http
