#include "engine/requests/request_object.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using expression::Value;

TEST(RequestObject, HoldsWhatIsSent) {
  const http::Url url = *http::Url::parse("http://h.example/p?q=1");
  RenderedRequest request;
  request.url = &url;
  request.head = "POST /p?q=1 HTTP/1.1\r\nHost: h.example\r\nX-A: b\r\n";
  request.body = R"({"n":1})";
  EXPECT_EQ(requestObject(request), Value({{"method", "POST"},
                                           {"url", "http://h.example/p?q=1"},
                                           {"params", {{"q", "1"}}},
                                           {"headers", {{"Host", "h.example"}, {"X-A", "b"}}},
                                           {"body", {{"n", 1}}}}));
  request.body = "plain";
  EXPECT_EQ(requestObject(request)["body"], Value("plain"));
}

TEST(RequestObject, ParamsAreThoseOfTheStepAndCookiesAHeader) {
  const http::Url url = *http::Url::parse("http://h.example/?own=1&a=x+y%26&b");
  RenderedRequest request;
  request.url = &url;
  request.params_at = std::string("own=1&").size();
  request.head = "GET / HTTP/1.1\r\n";
  request.step_cookies = "c=1";
  const Value object = requestObject(request);
  EXPECT_EQ(object["params"], Value({{"a", "x y&"}, {"b", ""}}));
  EXPECT_EQ(object["headers"], Value({{"Cookie", "c=1"}}));
}

}  // namespace
}  // namespace hrp::engine
