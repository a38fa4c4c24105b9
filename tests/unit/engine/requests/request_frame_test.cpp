#include "engine/requests/request_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/requests/request_renderer.hpp"
#include "support/fakes/fake_clock.hpp"
#include "support/fakes/fake_function_context.hpp"
#include "support/fakes/fake_resolver.hpp"

namespace hrp::engine {
namespace {

using expression::Template;
using expression::Value;
using expression::ValueTemplate;

// A step that a frame can be made of: a path and a header field with variables.
class RequestFrameTest : public ::testing::Test {
 protected:
  RequestFrameTest() {
    setBase("http://shop.example:8080");
    id_ = resolver_.add("id", 7);
    token_ = resolver_.add("token", "abc");
    step_.method = text("GET");
    step_.url = text("/item/$id");
    step_.headers = {field("authorization", "Bearer $token"), field("x-fixed", "1")};
  }
  Template text(const std::string& source) { return Template::compile(source, resolver_); }
  testcase::FieldTemplate field(const std::string& name, const Value& source) {
    return {text(name), ValueTemplate::compile(source, resolver_)};
  }
  void setBase(const std::string& url) {
    resolver_.variables.erase("base_url");
    const auto slot = resolver_.add("base_url", url);
    step_.base_url = resolver_.variables.at("base_url");
    program_.fixed_variables = {{slot, Value(url)}};
  }
  RequestPlan plan() {
    program_.slot_count = resolver_.slots.size();
    RequestPlan plan = planRequest(step_, StaticSlots(program_));
    renderer_.fix(plan);
    return plan;
  }
  // All that a user takes of the request, or the error.
  std::string rendered(const RequestPlan& plan, RenderedRequest& out) {
    const auto done = renderer_.render(plan, {resolver_.slots, &context_}, out);
    if (!done) return "error: " + done.error().message;
    const std::string open_head(out.head);  // what hooks see
    RequestRenderer::finish(jar_, clock_, out);
    return std::string(out.head) + "|" + std::string(out.body) + "|" + out.url->text() + "|" +
           out.origin->host + ":" + std::to_string(out.origin->port) +
           (out.origin->tls ? " tls" : "") + (out.origin->verify_tls ? " verified" : "") +
           (out.origin->http2 ? " http2" : "") + "|" + std::string(out.step_cookies) + "|" +
           std::to_string(out.params_at) + "|" + open_head;
  }
  // Twice: the second time with what the first left in the request.
  void expectSameAsWhole(const std::string& what) {
    const RequestPlan framed = plan();
    ASSERT_NE(framed.frame, nullptr) << what;
    RequestPlan whole = framed;
    whole.frame = nullptr;
    RenderedRequest by_frame;
    RenderedRequest by_whole;
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(rendered(framed, by_frame), rendered(whole, by_whole)) << what;
    }
  }

  hrp::testing::FakeResolver resolver_;
  hrp::testing::FakeFunctionContext context_;
  hrp::testing::FakeClock clock_;
  base::Random random_{1};
  RequestRenderer renderer_{{}, random_, nullptr};
  testcase::Program program_;
  testcase::RequestStep step_;
  http::CookieJar jar_;
  expression::Slot id_ = 0;
  expression::Slot token_ = 0;
};

TEST_F(RequestFrameTest, PutsThePartsIn) {
  const RequestPlan framed = plan();
  ASSERT_NE(framed.frame, nullptr);
  RenderedRequest out;
  ASSERT_TRUE(framed.frame->render({resolver_.slots, nullptr}, out));
  EXPECT_EQ(out.own_head,
            "GET /item/7 HTTP/1.1\r\nHost: shop.example:8080\r\nUser-Agent: hrp\r\n"
            "Authorization: Bearer abc\r\nX-Fixed: 1\r\nAccept-Encoding: gzip\r\n");
  EXPECT_EQ(out.head, out.own_head);
  EXPECT_EQ(out.url->text(), "http://shop.example:8080/item/7");
}

TEST_F(RequestFrameTest, IsWhatRenderingTheWholeGives) {
  for (const char* base : {"http://shop.example:8080", "https://shop.example/", "http://[::1]:81",
                           "http://h.example/api/v1", "http://h.example/api/", "http://u:p@h/x"}) {
    setBase(base);
    for (const char* url : {"/item/$id", "/$id?raw=$token", "/item/$id/", "$token", "/$token",
                            "http://other.example/$id", "/a/../$id"}) {
      step_.url = text(url);
      for (const Value& id : {Value(7), Value("x"), Value(""), Value("a b"), Value(".."),
                              Value("../y"), Value("a//b"), Value("é"), Value("?q=1"), Value("#f"),
                              Value("%41"), Value("http://evil.example/"), Value("/z")}) {
        resolver_.slots[id_] = id;
        resolver_.slots[token_] = id;
        expectSameAsWhole(std::string(base) + " " + url + " " + id.dump());
      }
    }
  }
}

TEST_F(RequestFrameTest, TheRestOfTheStepIsInIt) {
  step_.method = text("post");
  step_.body.kind = testcase::RequestBody::Kind::kValue;
  step_.body.value = ValueTemplate::compile({{"a", 1}}, resolver_);
  step_.cookies = {field("sid", "1")};
  step_.headers.push_back(field("user-agent", "mine"));
  step_.headers.push_back(field("accept-encoding", "$token"));
  step_.headers.push_back(field("x-b", "$token-$id"));
  step_.http2 = true;
  step_.verify_tls = false;
  expectSameAsWhole("all");
  jar_.store("a=b; Path=/", "shop.example", "/", clock_.wallNow());
  expectSameAsWhole("with cookies of the jar");
}

TEST_F(RequestFrameTest, AConstantUrlIsInIt) {
  for (const char* url : {"/", "/fixed?a=b", "/a b/../c", "http://other.example/x?y#z"}) {
    step_.url = text(url);
    step_.params = {field("p", "1")};
    expectSameAsWhole(url);
  }
  step_.base_url = {};
  expectSameAsWhole("without a base_url");
}

TEST_F(RequestFrameTest, ParamsAreInIt) {
  const std::vector<std::vector<testcase::FieldTemplate>> all_params{
      {field("b", "$token")},
      {field("z", "1"), field("b c", "<$token>"), field("a", "$id")},
      {field("only", "constant")},
      {field("", "$token"), field("", "x")},
  };
  for (const char* base : {"http://shop.example:8080", "http://h.example/api/?x=y"}) {
    setBase(base);
    for (const char* url : {"/fixed", "/fixed?", "/fixed?q=1", "http://other.example?q", "",
                            "/item/$id", "/item?q=$token", "/$id?"}) {
      step_.url = text(url);
      for (const auto& params : all_params) {
        step_.params = params;
        for (const Value& token : {Value("x"), Value(""), Value("a b&c=%41"), Value("é?#/"),
                                   Value(1.5), Value({1, 2}), expression::unsetValue()}) {
          resolver_.slots[token_] = token;
          expectSameAsWhole(std::string(base) + " " + url + " " + token.dump());
        }
      }
    }
  }
}

TEST_F(RequestFrameTest, AJsonBodyIsInIt) {
  step_.method = text("PUT");
  step_.body.kind = testcase::RequestBody::Kind::kValue;
  for (const bool from_json_field : {false, true}) {
    step_.body.from_json_field = from_json_field;
    for (const Value& body :
         {Value({{"id", "$id"}, {"a", {1, "<$token>"}}}), Value({"$id"}), Value({{"$token", 1}})}) {
      step_.body.value = ValueTemplate::compile(body, resolver_);
      for (const Value& token : {Value("x"), Value(""), Value("\"\n"), expression::unsetValue()}) {
        resolver_.slots[token_] = token;
        expectSameAsWhole(body.dump());
      }
    }
  }
  step_.headers.push_back(field("content-type", "application/vnd.x+json"));
  step_.method = text("GET");
  expectSameAsWhole("a type of its own");
}

TEST_F(RequestFrameTest, WhatIsWrongIsToldByTheRenderer) {
  resolver_.slots[token_] = "x\r\nX-Evil: 1";
  expectSameAsWhole("injection");
  resolver_.slots[token_] = expression::unsetValue();
  expectSameAsWhole("not set");
}

TEST_F(RequestFrameTest, AMarkInTheStepItselfMakesNone) {
  step_.headers.push_back(field("x-mark", RequestFrame::mark(0)));
  EXPECT_EQ(plan().frame, nullptr);
}

TEST_F(RequestFrameTest, OtherRequestsHaveNone) {
  const auto has_frame = [&] { return plan().frame != nullptr; };
  const testcase::RequestStep good = step_;
  ASSERT_TRUE(has_frame());
  const std::vector<std::function<void()>> changes{
      [&] { step_.url = text("/fixed"), step_.headers.clear(); },
      [&] { step_.url = text("/${gen_random_string(3)}"); },
      [&] { step_.headers.push_back(field("x", "${gen_random_string(3)}")); },
      [&] { step_.headers.push_back(field("host", "$token")); },
      [&] { step_.headers.push_back(field("cookie", "$token")); },
      [&] { step_.headers.push_back(field("x-$token", "1")); },
      [&] { step_.params = {field("$token", "1")}; },
      [&] { step_.params = {field("a", "${gen_random_string(3)}")}; },
      [&] { step_.cookies = {field("a", "$token")}; },
      [&] { step_.method = text("$token"); },
      [&] {
        step_.body.kind = testcase::RequestBody::Kind::kValue;
        step_.body.value = ValueTemplate::compile("$token", resolver_);
      },
      [&] {
        step_.body.kind = testcase::RequestBody::Kind::kValue;
        step_.body.value = ValueTemplate::compile({{"a", "${gen_random_string(3)}"}}, resolver_);
      },
      [&] {
        step_.headers.push_back(field("content-type", "application/x-www-form-urlencoded"));
        step_.body.kind = testcase::RequestBody::Kind::kValue;
        step_.body.value = ValueTemplate::compile({{"a", "$token"}}, resolver_);
      },
      [&] { program_.fixed_variables.clear(); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    step_ = good;
    changes[i]();
    EXPECT_FALSE(has_frame()) << i;
  }
}

}  // namespace
}  // namespace hrp::engine
