#include "engine/requests/request_renderer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"
#include "support/fakes/fake_function_context.hpp"
#include "support/fakes/fake_resolver.hpp"

namespace hrp::engine {
namespace {

using expression::Template;
using expression::Value;
using expression::ValueTemplate;
using testcase::FieldTemplate;
using testcase::RequestBody;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class RequestRendererTest : public ::testing::Test {
 protected:
  RequestRendererTest() {
    program_.slot_count = 0;
    step_.method = text("GET");
    step_.url = text("/path");
    setBase("http://shop.example:8080");
  }
  Template text(const std::string& source) { return Template::compile(source, resolver_); }
  ValueTemplate value(const Value& source) { return ValueTemplate::compile(source, resolver_); }
  FieldTemplate field(const std::string& name, const Value& source) {
    return {text(name), value(source)};
  }
  void setBase(const std::string& url) {
    resolver_.variables.erase("base_url");
    resolver_.add("base_url", url);
    step_.base_url = resolver_.variables.at("base_url");
  }
  void setBody(const Value& source, bool json = false) {
    step_.body.kind = RequestBody::Kind::kValue;
    step_.body.from_json_field = json;
    step_.body.value = value(source);
  }
  std::string render(RequestRenderer::Options options = {}) {
    RequestRenderer renderer(options, random_, [](const std::string&) {
      return base::Result<base::StoredFilePtr>(
          std::make_shared<const base::StoredFile>(std::make_shared<const std::string>("FILE")));
    });
    program_.slot_count = resolver_.slots.size();
    const StaticSlots slots(program_);
    const RequestPlan plan = planRequest(step_, slots);
    const auto done = renderer.render(plan, {resolver_.slots, &context_}, rendered_);
    if (!done) return "error: " + done.error().message;
    RequestRenderer::finish(jar_, clock_, rendered_);
    std::string sent = std::string(rendered_.head) + std::string(rendered_.body);
    for (const http::BodyPiece& piece : rendered_.more_body) sent += piece.text;
    return sent;
  }

  hrp::testing::FakeResolver resolver_;
  hrp::testing::FakeFunctionContext context_;
  hrp::testing::FakeClock clock_;
  base::Random random_{1};
  testcase::Program program_;
  testcase::RequestStep step_;
  http::CookieJar jar_;
  RenderedRequest rendered_;
};

TEST_F(RequestRendererTest, PlainGet) {
  EXPECT_EQ(render(),
            "GET /path HTTP/1.1\r\nHost: shop.example:8080\r\nUser-Agent: hrp\r\n"
            "Accept-Encoding: gzip\r\n\r\n");
  EXPECT_EQ(rendered_.origin->port, 8080);
}

TEST_F(RequestRendererTest, ATransferEncodingOfTheStepMakesTheBodyOneChunk) {
  step_.method = text("POST");
  step_.headers = {field("transfer-encoding", " Chunked ")};
  setBody("abcdef");
  const std::string sent = render();
  EXPECT_THAT(sent, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(sent, EndsWith("\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n"));
  EXPECT_THAT(sent, Not(HasSubstr("Content-Length")));
  setBody({{"a", 1}}, true);
  EXPECT_THAT(render(), EndsWith("\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n"));
  resolver_.add("v", std::string(20, 'v'));
  resolver_.add("te", "chunked");
  step_.headers = {field("Transfer-Encoding", "$te")};
  setBody({{"a", "$v"}});
  EXPECT_THAT(render(), EndsWith("\r\n\r\n1c\r\n{\"a\":\"vvvvvvvvvvvvvvvvvvvv\"}\r\n0\r\n\r\n"));
  step_.params = {field("p", "$v"), field("p", "2")};
  EXPECT_THAT(render(), HasSubstr("?p=vvvvvvvvvvvvvvvvvvvv&p=2 HTTP/1.1\r\n"));
  step_.body = {};
  step_.body.kind = RequestBody::Kind::kUpload;
  step_.body.upload = {{text("file"), value("@a.txt")}};
  const std::string upload = render();
  const std::size_t body_at = upload.find("\r\n\r\n") + 4;
  const std::size_t chunk_at = upload.find("\r\n", body_at) + 2;
  EXPECT_EQ(std::stoul(upload.substr(body_at), nullptr, 16), upload.size() - chunk_at - 7);
  EXPECT_THAT(upload, EndsWith("--\r\n\r\n0\r\n\r\n"));
  EXPECT_THAT(upload, Not(HasSubstr("Content-Length")));
}

TEST_F(RequestRendererTest, WithoutABodyNothingIsChunked) {
  step_.headers = {field("Transfer-Encoding", "chunked")};
  EXPECT_THAT(render(), Not(HasSubstr("Transfer-Encoding")));
  step_.method = text("POST");
  setBody("");
  EXPECT_THAT(render(), HasSubstr("Content-Length: 0\r\n"));
  EXPECT_THAT(render(), Not(HasSubstr("Transfer-Encoding")));
}

TEST_F(RequestRendererTest, AnotherTransferEncodingIsRefused) {
  resolver_.add("te", "gzip, chunked");
  step_.headers = {field("Transfer-Encoding", "$te")};
  EXPECT_EQ(render(),
            "error: request.headers.Transfer-Encoding: only \"chunked\" can be sent, not "
            "\"gzip, chunked\"");
}

TEST_F(RequestRendererTest, PathsBelowTheSameBaseAreJoinedTheSameWay) {
  // The second request takes the short way, so both must agree.
  for (const char* url : {"/a/b?c=d", "/a//b", "/a/../b", "/a b", "relative", "/", "/x#frag"}) {
    step_.url = text(url);
    RequestRenderer renderer({}, random_, nullptr);
    program_.slot_count = resolver_.slots.size();
    const RequestPlan plan = planRequest(step_, StaticSlots(program_));
    RenderedRequest first;
    RenderedRequest second;
    ASSERT_TRUE(renderer.render(plan, {resolver_.slots, &context_}, first)) << url;
    ASSERT_TRUE(renderer.render(plan, {resolver_.slots, &context_}, second)) << url;
    EXPECT_EQ(first.head, second.head);
    EXPECT_EQ(first.url->text(), second.url->text());
  }
}

TEST_F(RequestRendererTest, VariablesAndParams) {
  resolver_.add("id", 7);
  step_.url = text("/users/$id?raw=1");
  step_.params = {field("z", "a b"), field("a", "$id")};
  EXPECT_THAT(render(), StartsWith("GET /users/7?raw=1&a=7&z=a+b HTTP/1.1\r\n"));
}

TEST_F(RequestRendererTest, HeadersAreCanonicalAndSpecialOnesHonoured) {
  step_.headers = {field("x-custom-id", "1"),   field("host", "other.example"),
                   field("user-agent", "mine"), field("content-length", "99"),
                   field(":authority", "no"),   field("accept-encoding", "br")};
  EXPECT_EQ(render(),
            "GET /path HTTP/1.1\r\nHost: other.example\r\nUser-Agent: mine\r\n"
            "X-Custom-Id: 1\r\nAccept-Encoding: br\r\n\r\n");
}

TEST_F(RequestRendererTest, ALaterSpellingReplacesAnEarlierOne) {
  step_.headers = {field("x-id", "config"), field("X-ID", "step")};
  EXPECT_THAT(render(), HasSubstr("\r\nX-Id: step\r\n"));
  EXPECT_THAT(render(), Not(HasSubstr("config")));
}

TEST_F(RequestRendererTest, AListOfValuesGivesAFieldEach) {
  step_.headers = {field("X-A", "1"), field("X-A", "2"), field("cookie", "a=1"),
                   field("cookie", "b=2")};
  EXPECT_THAT(render(), HasSubstr("\r\nX-A: 1\r\nX-A: 2\r\n"));
  EXPECT_THAT(render(), HasSubstr("\r\nCookie: a=1; b=2\r\n"));
}

TEST_F(RequestRendererTest, AMethodIsSentAsWrittenWhereTheStepSaysSo) {
  step_.method = text("patch");
  EXPECT_THAT(render(), StartsWith("PATCH /path"));
  step_.method_as_written = true;
  EXPECT_THAT(render(), StartsWith("patch /path"));
  resolver_.add("m", "pAtch");
  step_.method = text("$m");
  EXPECT_THAT(render(), StartsWith("pAtch /path"));
}

TEST_F(RequestRendererTest, HeaderInjectionIsRefused) {
  resolver_.add("evil", "x\r\nX-Evil: 1");
  step_.headers = {field("X-A", "$evil")};
  EXPECT_THAT(render(), StartsWith("error: request.headers"));
}

TEST_F(RequestRendererTest, Bodies) {
  step_.method = text("post");
  setBody({{"b", 1.0}, {"a", "<"}});
  EXPECT_THAT(render(), EndsWith("\r\n\r\n{\"a\":\"\\u003c\",\"b\":1}"));
  EXPECT_THAT(render(), HasSubstr("Content-Type: application/json; charset=utf-8\r\n"));
  EXPECT_THAT(render(), HasSubstr("Content-Length: 20\r\n"));

  step_.headers = {field("content-type", "application/x-www-form-urlencoded")};
  EXPECT_THAT(render(), EndsWith("\r\n\r\na=%3C&b=1"));

  step_.headers.clear();
  setBody("plain text");
  EXPECT_THAT(render(), EndsWith("\r\n\r\nplain text"));
  EXPECT_THAT(render(), Not(HasSubstr("Content-Type")));

  setBody("plain", true);
  EXPECT_THAT(render(), HasSubstr("Content-Type: application/json"));

  setBody(nullptr);
  EXPECT_THAT(render(), HasSubstr("Content-Length: 0\r\n"));
  setBody(5);
  EXPECT_THAT(render(), StartsWith("error: request.body"));
}

TEST_F(RequestRendererTest, Uploads) {
  step_.method = text("POST");
  step_.body.kind = RequestBody::Kind::kUpload;
  step_.body.upload = {{text("file"), value("@a.txt")}};
  const std::string request = render();
  EXPECT_THAT(request, HasSubstr("Content-Type: multipart/form-data; boundary=----hrp"));
  EXPECT_THAT(request, HasSubstr("filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nFILE\r\n"));
}

TEST_F(RequestRendererTest, CookiesOfTheStepComeBesideThoseOfTheJar) {
  jar_.store("sid=jar; Path=/", "shop.example", "/", clock_.wallNow());
  jar_.store("other=1; Path=/", "shop.example", "/", clock_.wallNow());
  step_.cookies = {field("sid", "step")};
  EXPECT_THAT(render(), HasSubstr("\r\nCookie: sid=step; sid=jar; other=1\r\n\r\n"));
}

TEST_F(RequestRendererTest, UserinfoBecomesBasicAuthorization) {
  step_.url = text("http://ann:p%40ss@h.example/");
  EXPECT_THAT(render(), HasSubstr("Authorization: Basic YW5uOnBAc3M=\r\n"));
  step_.headers = {field("authorization", "Bearer x")};
  EXPECT_THAT(render(), Not(HasSubstr("Basic")));
}

TEST_F(RequestRendererTest, Options) {
  EXPECT_THAT(render({.disable_keepalive = true}), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(render({.disable_compression = true}), Not(HasSubstr("Accept-Encoding")));
}

TEST_F(RequestRendererTest, MethodsAreUpperCasedAndChecked) {
  step_.method = text("patch");
  EXPECT_THAT(render(), StartsWith("PATCH /path"));
  step_.method = text("GET /evil");
  EXPECT_THAT(render(), StartsWith("error: request.method"));
}

TEST_F(RequestRendererTest, UndefinedHostIsAnError) {
  setBase("");
  EXPECT_THAT(render(), StartsWith("error: request.url"));
}

TEST_F(RequestRendererTest, ConstantRequestsAreRenderedOnce) {
  step_.url = text("http://h.example/fixed");
  step_.base_url = {};
  RequestPlan plan = planRequest(step_, StaticSlots(program_));
  RequestRenderer renderer({}, random_, nullptr);
  renderer.fix(plan);
  ASSERT_NE(plan.fixed, nullptr);
  ASSERT_TRUE(renderer.render(plan, {}, rendered_));
  RequestRenderer::finish(jar_, clock_, rendered_);
  EXPECT_EQ(rendered_.head.data(), plan.fixed->head.data());
  jar_.store("a=1; Path=/", "h.example", "/", clock_.wallNow());
  ASSERT_TRUE(renderer.render(plan, {}, rendered_));
  RequestRenderer::finish(jar_, clock_, rendered_);
  EXPECT_THAT(std::string(rendered_.head), HasSubstr("\r\nCookie: a=1\r\n\r\n"));
}

}  // namespace
}  // namespace hrp::engine
