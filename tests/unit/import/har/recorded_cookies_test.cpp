#include "import/har/recorded_cookies.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

OrderedValue response(const std::string& cookie) {
  OrderedValue out = OrderedValue::object();
  out["headers"].push_back(OrderedValue{{"name", "set-cookie"}, {"value", cookie}});
  return out;
}

TEST(RecordedCookiesTest, WhatAResponseSetIsLeftToTheJar) {
  RecordedCookies cookies;
  EXPECT_EQ(cookies.keptIn("sid=OLD; x=1", "h"), "sid=OLD; x=1");
  cookies.addResponse(response("sid=NEW; Path=/\ntheme=dark"), "h");
  EXPECT_EQ(cookies.keptIn("sid=OLD; theme=dark; x=1", "h"), "x=1");
  EXPECT_EQ(cookies.keptIn("sid=OLD", "other"), "sid=OLD");
  EXPECT_EQ(cookies.foreignNames(), (std::set<std::string>{"sid", "x"}));
}

TEST(RecordedCookiesTest, ADomainIncludesWhatIsBelow) {
  RecordedCookies cookies;
  cookies.addResponse(response("a=1; domain=.shop.example; Secure"), "www.shop.example");
  EXPECT_EQ(cookies.keptIn("a=0", "api.shop.example"), "");
  EXPECT_EQ(cookies.keptIn("a=0", "xshop.example"), "a=0");
}

}  // namespace
}  // namespace hrp::import
