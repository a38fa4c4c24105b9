#include "engine/request_object.hpp"

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
                                           {"headers", {{"Host", "h.example"}, {"X-A", "b"}}},
                                           {"body", {{"n", 1}}}}));
  request.body = "plain";
  EXPECT_EQ(requestObject(request)["body"], Value("plain"));
}

}  // namespace
}  // namespace hrp::engine
