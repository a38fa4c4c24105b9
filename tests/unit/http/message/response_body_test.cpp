#include "http/message/response_body.hpp"

#include <gtest/gtest.h>

namespace hrp::http {
namespace {

TEST(ResponseBodyTest, IsKeptWithinItsBound) {
  ResponseBody body;
  body.reset({});
  body.begin(false);
  EXPECT_TRUE(body.append("abc", 5));
  EXPECT_TRUE(body.append("de", 5));
  EXPECT_FALSE(body.append("f", 5));
  EXPECT_EQ(body.text(), "abcde");
  EXPECT_EQ(body.bytes(), 5U);
}

TEST(ResponseBodyTest, WhatNobodyReadsIsCountedButForWhatIsShown) {
  ResponseBody body;
  body.reset({.body_unread = true, .shown_bytes = 4});
  body.begin(false);
  EXPECT_TRUE(body.discards());
  EXPECT_TRUE(body.append("abc", 2));
  EXPECT_TRUE(body.append("def", 2));
  EXPECT_TRUE(body.append("ghi", 2));
  EXPECT_EQ(body.text(), "abcd");
  EXPECT_EQ(body.bytes(), 9U);
}

TEST(ResponseBodyTest, ACodedBodyIsKeptThoughNobodyReadsIt) {
  ResponseBody body;
  body.reset({.body_unread = true});
  body.begin(true);
  EXPECT_FALSE(body.discards());
  EXPECT_FALSE(body.append("abc", 2));
}

TEST(ResponseBodyTest, APieceThatWasCountedCanBeKeptLater) {
  ResponseBody body;
  body.reset({});
  body.count(3);
  body.keep("abc");
  EXPECT_TRUE(body.append("de", 5));
  EXPECT_EQ(body.text(), "abcde");
  EXPECT_EQ(body.bytes(), 5U);
  body.reset({});
  EXPECT_EQ(body.bytes(), 0U);
  EXPECT_EQ(body.text(), "");
}

}  // namespace
}  // namespace hrp::http
