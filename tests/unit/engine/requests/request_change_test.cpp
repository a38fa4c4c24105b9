#include "engine/requests/request_change.hpp"

#include <gtest/gtest.h>

#include "engine/requests/request_object.hpp"

namespace hrp::engine {
namespace {

using expression::Value;

class RequestChangeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    request_.own_url = *http::Url::parse("http://h.example/p?q=1&a=x+y&b=2");
    request_.params_at = std::string("q=1&").size();
    request_.own_origin = request_.own_url.origin(false);
    request_.own_head =
        "POST /p?q=1&a=x+y&b=2 HTTP/1.1\r\nHost: h.example\r\nUser-Agent: hrp\r\n"
        "Content-Length: 9\r\nContent-Type: application/json\r\nX-A: b\r\n";
    request_.own_body = "{ \"n\":1 }";
    request_.useOwn();
  }
  // Applies the changes (null removes a member of the map) and gives head and body.
  std::string change(const Value& changes) {
    SetUp();
    const Value before = requestObject(request_);
    Value after = before;
    after.merge_patch(changes);
    return apply(before, after);
  }
  std::string apply(const Value& before, const Value& after) {
    const auto done = changeRequest(before, after, request_);
    if (!done) return done.error().message;
    return std::string(request_.head) + "\r\n" + std::string(request_.body);
  }
  RenderedRequest request_;
};

TEST_F(RequestChangeTest, NothingChangedKeepsTheBytes) {
  EXPECT_EQ(change(Value::object()),
            "POST /p?q=1&a=x+y&b=2 HTTP/1.1\r\nHost: h.example\r\nContent-Length: 9\r\n"
            "Content-Type: application/json\r\nUser-Agent: hrp\r\nX-A: b\r\n\r\n{ \"n\":1 }");
  EXPECT_FALSE(request_.origin->verify_tls);
}

TEST_F(RequestChangeTest, AHookSeesABodyWithoutItsChunkAndMayChangeIt) {
  request_.own_body = "abc";
  request_.frameAsChunk();
  request_.own_head = "POST /p HTTP/1.1\r\nHost: h.example\r\nTransfer-Encoding: chunked\r\n";
  request_.useOwn();
  const Value before = requestObject(request_);
  EXPECT_EQ(before["body"], "abc");
  EXPECT_EQ(before["headers"]["Transfer-Encoding"], "chunked");
  Value after = before;
  after["headers"]["X"] = "y";
  const std::string start =
      "POST /p?q=1&a=x+y&b=2 HTTP/1.1\r\nHost: h.example\r\nTransfer-Encoding: chunked\r\n";
  EXPECT_EQ(apply(before, after), start + "X: y\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  after["body"] = "longer than ten";
  EXPECT_EQ(apply(before, after), start + "X: y\r\n\r\nf\r\nlonger than ten\r\n0\r\n\r\n");
  after["headers"]["Transfer-Encoding"] = nullptr;
  const std::string plain = apply(before, after);
  EXPECT_TRUE(plain.ends_with("Content-Length: 15\r\nX: y\r\n\r\nlonger than ten")) << plain;
  EXPECT_EQ(request_.chunk.before, 0U);
  after["headers"]["Transfer-Encoding"] = "gzip";
  EXPECT_EQ(apply(before, after),
            "$request.headers.Transfer-Encoding: only \"chunked\" can be sent");
}

TEST_F(RequestChangeTest, MethodUrlAndParams) {
  const std::vector<std::pair<Value, std::string>> rows = {
      {{{"method", "put"}}, "PUT /p?q=1&a=x+y&b=2 HTTP/1.1\r\nHost: h.example"},
      {{{"url", "http://other:81/x%20y?z=1"}}, "POST /x%20y?z=1 HTTP/1.1\r\nHost: other:81"},
      {{{"params", {{"b", nullptr}, {"c", "&"}}}}, "POST /p?q=1&a=x+y&c=%26 HTTP/1.1\r\n"},
      {{{"params", {{"a", nullptr}, {"b", nullptr}}}}, "POST /p?q=1 HTTP/1.1\r\n"},
      {{{"url", "http://h.example/n"}, {"params", {{"b", 3}}}}, "POST /n?a=x+y&b=3 HTTP/1.1\r\n"},
  };
  for (const auto& [changes, start] : rows) {
    const std::string sent = change(changes);
    EXPECT_EQ(sent.substr(0, start.size()), start);
  }
  (void)change({{"params", {{"c", "4"}}}});
  EXPECT_EQ(requestObject(request_)["params"], Value({{"a", "x y"}, {"b", "2"}, {"c", "4"}}));
}

TEST_F(RequestChangeTest, HeadersAndCookies) {
  const Value before = requestObject(request_);
  Value after = before;
  after["headers"] = {{"Host", "virtual"},      {"X-A", "b"},  {"x-a", 5}, {"cookie", "c=1"},
                      {"Content-Length", "99"}, {"Y", nullptr}};
  EXPECT_EQ(apply(before, after),
            "POST /p?q=1&a=x+y&b=2 HTTP/1.1\r\nHost: virtual\r\nContent-Length: 9\r\nX-A: 5\r\n"
            "\r\n{ \"n\":1 }");
  EXPECT_EQ(request_.step_cookies, "c=1");
  EXPECT_EQ(requestObject(request_)["headers"]["Cookie"], "c=1");
}

TEST_F(RequestChangeTest, Bodies) {
  const std::string text = "Content-Type: application/json\r\nUser-Agent: hrp\r\nX-A: b\r\n\r\n";
  const std::string head = "POST /p?q=1&a=x+y&b=2 HTTP/1.1\r\nHost: h.example\r\n";
  const Value before = requestObject(request_);
  Value after = before;
  const std::vector<std::pair<Value, std::string>> rows = {
      {"plain", "Content-Length: 5\r\n" + text + "plain"},
      {nullptr, "Content-Length: 0\r\n" + text},
      {{{"n", 2}}, "Content-Length: 7\r\n" + text + R"({"n":2})"},
      {Value::array({1}), "Content-Length: 3\r\n" + text + "[1]"},
  };
  for (const auto& [body, sent] : rows) {
    SetUp();
    after["body"] = body;
    EXPECT_EQ(apply(before, after), head + sent);
  }
  SetUp();
  after["body"] = {{"a", "x y"}};
  after["headers"] = {{"content-type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(apply(before, after), head +
                                      "Content-Length: 5\r\nContent-Type: "
                                      "application/x-www-form-urlencoded\r\n\r\na=x+y");
  SetUp();
  after["headers"] = Value::object();
  EXPECT_EQ(apply(before, after), head +
                                      "Content-Length: 11\r\nContent-Type: application/json; "
                                      "charset=utf-8\r\n\r\n{\"a\":\"x y\"}");
}

TEST_F(RequestChangeTest, ErrorsNameTheMember) {
  const std::vector<std::pair<Value, std::string>> rows = {
      {{{"method", "A B"}}, "$request.method: \"A B\" is not an HTTP method"},
      {{{"method", 5}}, "$request.method: \"5\" is not an HTTP method"},
      {{{"url", "/no/host"}}, "$request.url: has no host"},
      {{{"params", "a=1"}}, "$request.params: expected a map"},
      {{{"headers", "x"}}, "$request.headers: expected a map"},
      {{{"headers", {{"A", {{"b", 1}}}}}}, "$request.headers.A: expected text"},
      {{{"headers", {{"A", "x\r\ny"}}}},
       "$request.headers.A: not a header name, or its value holds a line break"},
      {{{"headers", {{"A B", "x"}}}},
       "$request.headers.A B: not a header name, or its value holds a line break"},
      {{{"body", 5}}, "$request.body: expected text, a map or a list"},
  };
  for (const auto& [changes, message] : rows) EXPECT_EQ(change(changes), message);
  EXPECT_EQ(change({{"url", "http://"}}).find("$request.url: "), 0U);
}

}  // namespace
}  // namespace hrp::engine
