#include "import/curl/cookie_file.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

constexpr const char* kJar =
    "# Netscape HTTP Cookie File\n\n"
    "shop.example\tFALSE\t/\tFALSE\t0\ta\t1\n"
    "#HttpOnly_.shop.example\tTRUE\t/items\tFALSE\t2000\tbb\t2\n"
    "other.example\tFALSE\t/\tFALSE\t0\tc\t3\n"
    "shop.example\tFALSE\t/\tTRUE\t0\td\t4\r\n"
    "shop.example\tFALSE\t/\tFALSE\t900\told\tx\n"
    "Set-Cookie: e=5; Path=/\n";

TEST(CookieFileTest, GivesThoseOfTheUrlInCurlsOrder) {
  EXPECT_EQ(cookiesOfFile(kJar, "http://shop.example/items/1?q", 1000), "bb=2; a=1; e=5");
  EXPECT_EQ(cookiesOfFile(kJar, "https://u:p@shop.example:8443", 1000), "a=1; d=4; e=5");
  EXPECT_EQ(cookiesOfFile(kJar, "http://www.shop.example/items", 1000), "bb=2; e=5");
  EXPECT_EQ(cookiesOfFile(kJar, "http://www.shop.example/itemsx", 3000), "e=5");
  EXPECT_EQ(cookiesOfFile("", "http://x/", 0), "");
}

}  // namespace
}  // namespace hrp::import
