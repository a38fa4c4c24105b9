#include "hrp/http/cookie_jar.hpp"

#include <gtest/gtest.h>

namespace hrp::http {
namespace {

using std::chrono::seconds;

// 2026-09-21 14:13:20 UTC.
constexpr base::WallTime kNow{std::chrono::milliseconds(1'790'000'000'000)};

std::string sent(const CookieJar& jar, std::string_view host, std::string_view path,
                 bool secure = false, base::WallTime now = kNow) {
  std::string out;
  jar.appendTo(out, host, path, secure, now);
  return out;
}

struct CookieCase {
  const char* set_cookie;
  const char* from_host;
  const char* from_path;
  const char* host;
  const char* path;
  bool secure;
  const char* expected;
};

TEST(CookieJarTest, MatchesDomainPathAndSecure) {
  const CookieCase table[] = {
      {"a=1", "h.example", "/", "h.example", "/x", false, "a=1"},
      {"a=1", "H.Example", "/", "h.EXAMPLE", "/", false, "a=1"},
      {"a=1", "h.example", "/", "sub.h.example", "/", false, ""},
      {"a=1; Domain=example.org", "h.example.org", "/", "other.example.org", "/", false, "a=1"},
      {"a=1; Domain=.example.org", "h.example.org", "/", "example.org", "/", false, "a=1"},
      {"a=1; Domain=example.org", "h.example.org", "/", "badexample.org", "/", false, ""},
      {"a=1; Domain=other.org", "h.example.org", "/", "other.org", "/", false, ""},
      {"a=1; Domain=org", "h.example.org", "/", "x.org", "/", false, ""},
      {"a=1; Domain=h.example.org", "example.org", "/", "h.example.org", "/", false, ""},
      {"a=1; Domain=127.0.0.1", "127.0.0.1", "/", "127.0.0.1", "/", false, "a=1"},
      {"a=1; Domain=0.0.1", "127.0.0.1", "/", "127.0.0.1", "/", false, ""},
      {"a=1; Domain=localhost", "localhost", "/", "localhost", "/", false, "a=1"},
      {"a=1; Path=/x", "h", "/", "h", "/x/y", false, "a=1"},
      {"a=1; Path=/x", "h", "/", "h", "/xy", false, ""},
      {"a=1; Path=/x/", "h", "/", "h", "/x/y?q", false, "a=1"},
      {"a=1; Path=x", "h", "/p/q", "h", "/p/z", false, "a=1"},
      {"a=1", "h", "/p/q", "h", "/p/z", false, "a=1"},
      {"a=1", "h", "/p/q", "h", "/other", false, ""},
      {"a=1; Secure", "h", "/", "h", "/", false, ""},
      {"a=1; Secure", "h", "/", "h", "/", true, "a=1"},
      {"a=1; HttpOnly; SameSite=Lax", "h", "/", "h", "/", false, "a=1"},
      {"a = x y = z ;Path=/", "h", "/", "h", "/", false, "a=x y = z"},
      {"a=1", "h", "", "h", "", false, "a=1"},
      {"a=1; Path=/", "h", "/x", "h", "", false, "a=1"},
      {"a=1; Path=/x; Path=", "h", "/p/q", "h", "/p/z", false, "a=1"},
      {"a=1; Domain=", "h.example", "/", "sub.h.example", "/", false, ""},
      {"a=1; Domain=example.org; Domain=", "h.example.org", "/", "x.example.org", "/", false,
       "a=1"},
      {"a=1; Domain=.", "h.example", "/", "sub.h.example", "/", false, ""},
      {"a=1; Domain=.org", "h.example.org", "/", "h.example.org", "/", false, ""},
      {"a=1; Domain=::1", "::1", "/", "::1", "/", false, "a=1"},
      {"novalue", "h", "/", "h", "/", false, ""},
      {"=x", "h", "/", "h", "/", false, ""},
      {"a=", "h", "/", "h", "/", false, "a="},
  };
  for (const CookieCase& row : table) {
    CookieJar jar;
    jar.store(row.set_cookie, row.from_host, row.from_path, kNow);
    EXPECT_EQ(sent(jar, row.host, row.path, row.secure), row.expected)
        << row.set_cookie << " from " << row.from_host << row.from_path;
  }
}

struct Expiry {
  const char* attributes;
  long lives_seconds;  // -1: a session cookie, 0: deleted at once
};

TEST(CookieJarTest, Expires) {
  const Expiry table[] = {
      {"Max-Age=60", 60},
      {"Max-Age=0", 0},
      {"Max-Age=-5", 0},
      {"Max-Age=x", -1},
      {"Max-Age=99999999999999999999", 400L * 24 * 3600},
      {"Expires=Mon, 21 Sep 2026 14:14:20 GMT", 60},
      {"Expires=Monday, 21-Sep-26 14:14:20 GMT", 60},
      {"Expires=Mon Sep 21 14:14:20 2026", 60},
      {"Expires=Thu, 01 Jan 1970 00:00:00 GMT", 0},
      {"Expires=nonsense", -1},
      {"Expires=Mon, 32 Sep 2026 14:14:20 GMT", -1},
      {"Expires=Mon, 21 Sep 2026 14:14:20 GMT; Max-Age=10", 10},
  };
  for (const Expiry& row : table) {
    CookieJar jar;
    jar.store(std::string("a=1; ") + row.attributes, "h", "/", kNow);
    EXPECT_EQ(sent(jar, "h", "/"), row.lives_seconds == 0 ? "" : "a=1") << row.attributes;
    if (row.lives_seconds > 0) {
      EXPECT_EQ(sent(jar, "h", "/", false, kNow + seconds(row.lives_seconds - 1)), "a=1");
      EXPECT_EQ(sent(jar, "h", "/", false, kNow + seconds(row.lives_seconds)), "");
    } else if (row.lives_seconds < 0) {
      EXPECT_EQ(sent(jar, "h", "/", false, kNow + seconds(1'000'000'000)), "a=1");
    }
  }
}

TEST(CookieJarTest, ReplacesAndDeletes) {
  CookieJar jar;
  EXPECT_TRUE(jar.empty());
  jar.store("a=1", "h", "/", kNow);
  jar.store("b=2", "h", "/", kNow);
  jar.store("a=3", "h", "/", kNow);
  EXPECT_EQ(sent(jar, "h", "/"), "a=3; b=2");
  jar.store("a=; Max-Age=0", "h", "/", kNow);
  EXPECT_EQ(sent(jar, "h", "/"), "b=2");
  jar.clear();
  EXPECT_TRUE(jar.empty());
}

TEST(CookieJarTest, SendsLongerPathsFirst) {
  CookieJar jar;
  jar.store("a=1; Path=/", "h", "/", kNow);
  jar.store("b=2; Path=/x/y", "h", "/", kNow);
  jar.store("c=3; Path=/x", "h", "/", kNow);
  jar.store("d=4; Path=/", "h", "/", kNow);
  EXPECT_EQ(sent(jar, "h", "/x/y/z"), "b=2; c=3; a=1; d=4");
}

TEST(CookieJarTest, IsBounded) {
  CookieJar jar;
  jar.store("big=" + std::string(5000, 'x'), "h", "/", kNow);
  EXPECT_TRUE(jar.empty());
  for (int i = 0; i < 500; ++i) jar.store("c" + std::to_string(i) + "=1", "h", "/", kNow);
  const std::string all = sent(jar, "h", "/");
  EXPECT_EQ(std::count(all.begin(), all.end(), '='), 180);
  EXPECT_NE(all.find("c499=1"), std::string::npos);
  EXPECT_EQ(all.find("c0=1"), std::string::npos);
}

TEST(CookieJarTest, GivesNameAndValue) {
  std::string_view name;
  std::string_view value;
  EXPECT_TRUE(CookieJar::parseNameValue(" sid = abc ; Path=/", name, value));
  EXPECT_EQ(name, "sid");
  EXPECT_EQ(value, "abc");
  EXPECT_FALSE(CookieJar::parseNameValue("; Path=/", name, value));
}

}  // namespace
}  // namespace hrp::http
