#include "control/site_guard.hpp"

#include <gtest/gtest.h>

namespace hrp::control {
namespace {

constexpr const char* kChrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0";
constexpr const char* kImages = "image/avif,image/webp,image/*,*/*;q=0.8";

const SiteGuard& guard() {
  static const SiteGuard made({"Lab-7.example", "lab-7", "hrp-master"});
  return made;
}

bool passes(const RequestSite& site) {
  return !guard().refusal(site).has_value();
}

TEST(SiteGuardTest, ScriptsPass) {
  const RequestSite curl{
      .method = "GET", .host = "10.0.0.1:9771", .user_agent = "curl/7.88.1", .accept = "*/*"};
  EXPECT_TRUE(passes(curl));
  EXPECT_TRUE(passes({.method = "GET"}));  // HTTP/1.0 without anything
  EXPECT_TRUE(passes({.method = "POST",
                      .host = "localhost:9771",
                      .user_agent = "python-requests/2.31.0",
                      .accept = "*/*"}));
}

TEST(SiteGuardTest, TheHostNamesThisMaster) {
  for (const char* host :
       {"127.0.0.1", "10.1.2.3:9771", "[::1]:9771", "[fe80::1%25eth0]:9771", "localhost",
        "LOCALHOST:80", "a.localhost:80", "lab-7", "LAB-7:9771", "lab-7.example.",
        "lab-7.example:1", "hrp-master:9771", "[2001:db8::1]"}) {
    EXPECT_TRUE(passes({.method = "POST", .host = host})) << host;
  }
  for (const char* host :
       {"other.example.com:9771", "lab-7.example.evil.com", "xlab-7", "127.0.0.1.nip.example",
        "localhost.evil.example", "10.0.0.1x", "[x]:1", "[::1", "::1:9771x"}) {
    const auto refusal = guard().refusal({.method = "POST", .host = host});
    ASSERT_TRUE(refusal) << host;
    EXPECT_NE(refusal->find("--api-host"), std::string::npos);
  }
}

// A name that was rebound to the master's address: for the browser it is the page's own site.
TEST(SiteGuardTest, AReboundNameIsRefusedWhateverTheBrowserSays) {
  RequestSite site{.method = "GET",
                   .host = "other.example.com:9771",
                   .origin = "http://other.example.com:9771",
                   .fetch_site = "same-origin"};
  EXPECT_FALSE(passes(site));
  site.method = "POST";
  EXPECT_FALSE(passes(site));
  site.fetch_site.clear();
  site.origin.clear();
  site.user_agent = "curl/7.88.1";
  EXPECT_FALSE(passes(site));
}

TEST(SiteGuardTest, OtherSitesAreRefused) {
  const RequestSite ours{.method = "POST", .host = "10.0.0.1:9771", .user_agent = kChrome};
  const auto with = [&](const char* origin, const char* fetch_site, const char* referer) {
    RequestSite site = ours;
    site.origin = origin;
    site.fetch_site = fetch_site;
    site.referer = referer;
    return passes(site);
  };
  EXPECT_TRUE(with("http://10.0.0.1:9771", "same-origin", "http://10.0.0.1:9771/ui"));
  EXPECT_TRUE(with("https://10.0.0.1:9771", "", ""));
  EXPECT_TRUE(with("", "none", ""));
  EXPECT_TRUE(with("", "", "HTTP://10.0.0.1:9771/ui?x#y"));
  EXPECT_FALSE(with("http://10.0.0.1:8000", "", ""));
  EXPECT_FALSE(with("null", "", ""));
  EXPECT_FALSE(with("", "cross-site", ""));
  EXPECT_FALSE(with("", "same-site", ""));
  EXPECT_FALSE(with("", "", "http://10.0.0.1/"));
  EXPECT_FALSE(with("", "", "http://evil.example/10.0.0.1:9771"));
  EXPECT_FALSE(with("http://10.0.0.1:9771", "cross-site", ""));
  EXPECT_FALSE(with("http://10.0.0.1:9771.evil.example", "", ""));
}

// Browsers send no Sec-Fetch-Site to plain http addresses, and no Origin with an image's GET.
TEST(SiteGuardTest, AGetThatMayBeAnImageOfAPageIsRefused) {
  RequestSite image{
      .method = "GET", .host = "10.77.0.1:9771", .user_agent = kChrome, .accept = kImages};
  const auto refusal = guard().refusal(image);
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->find("POST"), std::string::npos);
  image.user_agent = "curl/7.88.1";
  EXPECT_FALSE(passes(image));
  image = {.method = "GET", .host = "10.77.0.1:9771", .user_agent = kChrome, .accept = "*/*"};
  EXPECT_FALSE(passes(image));
  image.method = "POST";
  EXPECT_TRUE(passes(image));
}

TEST(SiteGuardTest, TheMachineHasItsNames) {
  const std::vector<std::string> names = machineNames();
  ASSERT_EQ(names.size(), 3U);
  EXPECT_FALSE(names[1].empty());
  EXPECT_EQ(names[1].find('.'), std::string::npos);
  EXPECT_EQ(names[2], names[1] + ".local");
  EXPECT_FALSE(SiteGuard(names).refusal({.method = "POST", .host = names[0] + ":9771"}));
}

}  // namespace
}  // namespace hrp::control
