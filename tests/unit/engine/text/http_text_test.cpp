#include "engine/text/http_text.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(HttpText, HeaderNamesAreCanonicalAsInGo) {
  EXPECT_EQ(canonicalHeaderName("content-type"), "Content-Type");
  EXPECT_EQ(canonicalHeaderName("X-API-KEY"), "X-Api-Key");
  EXPECT_EQ(canonicalHeaderName("not a token"), "not a token");
  EXPECT_EQ(canonicalHeaderName(""), "");
}

TEST(HttpText, TokensAndFieldValues) {
  EXPECT_TRUE(isToken("PROPFIND"));
  EXPECT_FALSE(isToken("GET "));
  EXPECT_FALSE(isToken(""));
  EXPECT_TRUE(isFieldValue("any text \xc3\xa4"));
  EXPECT_FALSE(isFieldValue("a\r\nEvil: yes"));
}

TEST(HttpText, ComparesWithoutCase) {
  EXPECT_TRUE(equalsIgnoreCase("Set-Cookie", "set-cookie"));
  EXPECT_FALSE(equalsIgnoreCase("Set-Cookie", "set-cookies"));
  EXPECT_TRUE(startsWithIgnoreCase("Application/JSON; x", "application/json"));
  EXPECT_EQ(upperCase("pAtch"), "PATCH");
}

TEST(HttpText, AHeadBeginsWithItsHost) {
  std::string head = "PUT /a?b=c HTTP/1.1\r\nHost: h:81\r\n";
  appendField(head, "X-Empty", "");
  EXPECT_EQ(head, "PUT /a?b=c HTTP/1.1\r\nHost: h:81\r\nX-Empty: \r\n");
}

TEST(HttpText, CookiesAreCleanedAndQuoted) {
  std::string cookies;
  appendCookie(cookies, "a", "1");
  appendCookie(cookies, "b", "x y");
  appendCookie(cookies, "c", "no;semicolon\"\x01");
  EXPECT_EQ(cookies, "a=1; b=\"x y\"; c=nosemicolon");
}

TEST(HttpText, CookiesOfTheSameNameAreLeftOut) {
  std::string out;
  appendOtherCookies(out, "a=1; b=2; c=3", "b=mine");
  EXPECT_EQ(out, "a=1; c=3");
}

TEST(HttpText, FormTextIsDecoded) {
  EXPECT_EQ(formDecoded("a+b%26c%zz"), "a b&c%zz");
  EXPECT_EQ(formDecoded(""), "");
}

}  // namespace
}  // namespace hrp::engine
