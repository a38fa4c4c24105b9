#include "engine/steps/exchange_records.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using ::testing::Contains;
using ::testing::Pair;

TEST(ExchangeRecords, ARequestIsShownAsItIsSent) {
  RenderedRequest request;
  request.own_url = *http::Url::parse("http://h.example/x?a=1");
  request.own_head = "POST /x?a=1 HTTP/1.1\r\nHost: h.example\r\nX-A: b\r\n\r\n";
  request.own_body = "text";
  request.useOwn();
  const stats::RequestRecord record = recordOf(request);
  EXPECT_EQ(record.method, "POST");
  EXPECT_EQ(record.url, "http://h.example/x?a=1");
  EXPECT_EQ(record.version, "HTTP/1.1");
  EXPECT_EQ(record.body, "text");
  EXPECT_THAT(record.headers, Contains(Pair("X-A", "b")));
}

TEST(ExchangeRecords, OnlyTheAnswerTellsTheVersionOfHttp2) {
  http::Response response;
  response.status = 200;
  response.body = "{}";
  response.body_bytes = 2;
  EXPECT_EQ(shownAnswer(response).request_version, "");
  EXPECT_EQ(shownAnswer(response).content_bytes, 2U);
  response.version_major = 2;
  EXPECT_NE(shownAnswer(response).request_version, "");
}

TEST(ExchangeRecords, TheCloseOfAWebSocketHasItsStatus) {
  http::SocketResult result;
  result.action = http::SocketAction::kClose;
  result.close_status = 1001;
  result.payload = "bye";
  const ShownAnswer answer = shownAnswer(result);
  EXPECT_EQ(answer.response.version, "websocket");
  EXPECT_EQ(answer.response.status, 1001);
  EXPECT_EQ(answer.response.body, "bye");
  EXPECT_EQ(answer.content_bytes, 3U);
}

}  // namespace
}  // namespace hrp::engine
