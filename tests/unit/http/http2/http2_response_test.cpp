#include "http/http2/http2_response.hpp"

#include <gtest/gtest.h>

namespace hrp::http {
namespace {

constexpr ResponseLimits kSmallHttp2{
    .max_body_bytes = 10, .max_head_bytes = 200, .max_fields = 4, .max_interim = 2};

bool headOf(Http2Response& response, std::string_view status,
            const std::vector<std::pair<std::string, std::string>>& fields = {}) {
  response.beginFields();
  if (!response.field(":status", status)) return false;
  for (const auto& [name, value] : fields) {
    if (!response.field(name, value)) return false;
  }
  return response.endFields();
}

class Http2ResponseTest : public ::testing::Test {
 protected:
  Http2ResponseTest() { response_.reset({}); }
  Http2Response response_{kSmallHttp2};
};

TEST_F(Http2ResponseTest, HasHeadBodyAndVersion) {
  EXPECT_FALSE(response_.begun());
  ASSERT_TRUE(headOf(response_, "200", {{"content-type", " text/plain "}, {"x", ""}}));
  EXPECT_TRUE(response_.begun());
  ASSERT_TRUE(response_.data("hello"));
  EXPECT_FALSE(response_.complete());
  ASSERT_TRUE(response_.end());
  EXPECT_TRUE(response_.complete());
  const Response& answer = response_.response();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(versionText(answer), "HTTP/2.0");
  EXPECT_EQ(answer.body, "hello");
  ASSERT_EQ(answer.headers.size(), 2u);
  EXPECT_EQ(answer.headers[0].name, "content-type");
  EXPECT_EQ(answer.headers[0].value, "text/plain");
  EXPECT_EQ(answer.headers[1].name, "x");
  EXPECT_EQ(answer.headers[1].value, "");
}

TEST_F(Http2ResponseTest, DoesNotCopyABodyThatComesInOnePiece) {
  const std::string piece = "hello";
  ASSERT_TRUE(headOf(response_, "200"));
  ASSERT_TRUE(response_.data(piece));
  ASSERT_TRUE(response_.end());
  EXPECT_EQ(response_.response().body.data(), piece.data());
}

TEST_F(Http2ResponseTest, CountsABodyThatNobodyReads) {
  response_.reset({.body_unread = true});
  ASSERT_TRUE(headOf(response_, "200", {{"content-length", "30"}}));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(response_.data("0123456789"));
  ASSERT_TRUE(response_.end());
  EXPECT_EQ(response_.response().body, "");
  EXPECT_EQ(response_.response().body_bytes, 30u);

  response_.reset({.body_unread = true});
  ASSERT_TRUE(headOf(response_, "200", {{"content-encoding", "gzip"}}));
  ASSERT_TRUE(response_.data("abc"));
  response_.keep();
  ASSERT_TRUE(response_.end());
  EXPECT_EQ(response_.response().body, "abc");
}

TEST_F(Http2ResponseTest, KeepsPiecesWhoseBytesGo) {
  std::string piece = "abc";
  ASSERT_TRUE(headOf(response_, "200", {{"content-length", "7"}}));
  ASSERT_TRUE(response_.data(piece));
  response_.keep();
  piece = "---";
  EXPECT_TRUE(response_.hasOtherLength());
  ASSERT_TRUE(response_.data("de"));
  ASSERT_TRUE(response_.data("fg"));
  response_.keep();
  ASSERT_TRUE(response_.end());
  EXPECT_EQ(response_.response().body, "abcdefg");
  EXPECT_FALSE(response_.hasOtherLength());
}

TEST_F(Http2ResponseTest, ReadsOverInterimResponsesAndTrailers) {
  ASSERT_TRUE(headOf(response_, "103", {{"link", "x"}}));
  EXPECT_FALSE(response_.headComplete());
  ASSERT_TRUE(headOf(response_, "200", {{"a", "1"}}));
  ASSERT_TRUE(response_.data("b"));
  response_.beginFields();
  ASSERT_TRUE(response_.field("checksum", "1"));
  ASSERT_TRUE(response_.endFields());
  ASSERT_TRUE(response_.end());
  ASSERT_EQ(response_.response().headers.size(), 1u);
  EXPECT_EQ(response_.response().headers[0].name, "a");
}

TEST_F(Http2ResponseTest, BoundsEverything) {
  EXPECT_FALSE(headOf(response_, "200", {{"a", std::string(190, 'x')}}));
  EXPECT_EQ(response_.error(), "response head beyond the limit");
  response_.reset({});
  EXPECT_FALSE(headOf(response_, "200", {{"a", ""}, {"a", ""}, {"a", ""}, {"a", ""}, {"a", ""}}));
  EXPECT_EQ(response_.error(), "too many header lines");
  response_.reset({});
  EXPECT_FALSE(headOf(response_, "200", {{"content-length", "11"}}));
  EXPECT_EQ(response_.error(), "response body beyond the limit of 10 bytes");
  response_.reset({});
  ASSERT_TRUE(headOf(response_, "200"));
  ASSERT_TRUE(response_.data("0123456789"));
  EXPECT_FALSE(response_.data("0"));
  EXPECT_EQ(response_.error(), "response body beyond the limit of 10 bytes");
  response_.reset({});
  ASSERT_TRUE(headOf(response_, "100"));
  ASSERT_TRUE(headOf(response_, "102"));
  EXPECT_FALSE(headOf(response_, "103"));
  EXPECT_EQ(response_.error(), "too many 1xx responses");
  response_.reset({});
  ASSERT_TRUE(headOf(response_, "200"));
  response_.beginFields();
  EXPECT_FALSE(response_.field("trailer", std::string(200, 'x')));
}

TEST_F(Http2ResponseTest, RefusesWhatIsNoResponse) {
  EXPECT_FALSE(headOf(response_, "20"));
  EXPECT_EQ(response_.error(), "malformed status");
  response_.reset({});
  EXPECT_FALSE(headOf(response_, "099"));
  response_.reset({});
  EXPECT_FALSE(headOf(response_, "101"));
  EXPECT_EQ(response_.error(), "unexpected 101 Switching Protocols");
  response_.reset({});
  response_.beginFields();
  EXPECT_FALSE(response_.endFields());
  EXPECT_EQ(response_.error(), "response without a status");
  response_.reset({});
  EXPECT_FALSE(response_.data("x"));
  EXPECT_FALSE(response_.end());
  EXPECT_FALSE(headOf(response_, "200", {{"content-length", "-1"}}));
  EXPECT_EQ(response_.error(), "malformed Content-Length");
}

TEST_F(Http2ResponseTest, AResponseWithoutABodyMaySayHowLongItWouldBe) {
  response_.reset({.no_body = true});
  ASSERT_TRUE(headOf(response_, "200", {{"content-length", "5000"}}));
  ASSERT_TRUE(response_.end());
  EXPECT_FALSE(response_.hasOtherLength());
  response_.reset({});
  ASSERT_TRUE(headOf(response_, "304", {{"content-length", "5000"}}));
  EXPECT_FALSE(response_.hasOtherLength());
}

TEST_F(Http2ResponseTest, CanBeUsedAgain) {
  ASSERT_TRUE(headOf(response_, "404", {{"a", "1"}}));
  ASSERT_TRUE(response_.data("body"));
  response_.keep();
  ASSERT_TRUE(response_.end());
  response_.reset({});
  EXPECT_FALSE(response_.begun());
  ASSERT_TRUE(headOf(response_, "204"));
  ASSERT_TRUE(response_.end());
  EXPECT_EQ(response_.response().status, 204);
  EXPECT_EQ(response_.response().body, "");
  EXPECT_TRUE(response_.response().headers.empty());
}

}  // namespace
}  // namespace hrp::http
