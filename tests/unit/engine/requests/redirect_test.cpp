#include "engine/requests/redirect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/http/credentials.hpp"

namespace hrp::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class RedirectTest : public ::testing::Test {
 protected:
  RedirectTest() {
    url_ = *http::Url::parse("http://a.example/start?x=1");
    origin_ = url_.origin(true);
    head_ =
        "POST /start?x=1 HTTP/1.1\r\nHost: a.example\r\nUser-Agent: hrp\r\nContent-Length: 4\r\n"
        "Content-Type: text/plain\r\nAuthorization: Bearer t\r\nCookie: c=1\r\nX-Own: y\r\n\r\n";
    request_.url = &url_;
    request_.origin = &origin_;
    request_.head = head_;
    request_.body = "body";
    request_.step_cookies = "c=1";
  }
  std::string follow(int status, const std::string& location) {
    const auto done = followRedirect(status, location, request_);
    return done ? request_.own_head : "error: " + done.error().message;
  }
  http::Url url_;
  http::Origin origin_;
  std::string head_;
  RenderedRequest request_;
};

TEST_F(RedirectTest, Statuses) {
  for (const int status : {301, 302, 303, 307, 308}) EXPECT_TRUE(isRedirect(status));
  for (const int status : {200, 300, 304, 305, 404}) EXPECT_FALSE(isRedirect(status));
}

TEST_F(RedirectTest, PostBecomesGetWithoutBody) {
  EXPECT_EQ(follow(302, "/next"),
            "GET /next HTTP/1.1\r\nHost: a.example\r\nUser-Agent: hrp\r\n"
            "Authorization: Bearer t\r\nX-Own: y\r\nReferer: http://a.example/start?x=1\r\n");
  EXPECT_EQ(request_.body, "");
  EXPECT_EQ(request_.step_cookies, "c=1");
}

TEST_F(RedirectTest, TemporaryRedirectRepeatsTheRequest) {
  EXPECT_THAT(follow(307, "/next"), StartsWith("POST /next"));
  EXPECT_THAT(request_.own_head, HasSubstr("Content-Length: 4\r\n"));
  EXPECT_EQ(request_.body, "body");
}

TEST_F(RedirectTest, AChunkedBodyIsRepeatedOrDroppedWithItsFrame) {
  head_ = "POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n";
  request_.head = head_;
  request_.own_body = "4\r\nbody\r\n0\r\n\r\n";
  request_.body = request_.own_body;
  request_.chunk = {3, 7};
  EXPECT_THAT(follow(308, "/next"), HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(request_.body, "4\r\nbody\r\n0\r\n\r\n");
  const std::string again = request_.own_head;
  request_.head = again;
  EXPECT_THAT(follow(303, "/next"), Not(HasSubstr("Transfer-Encoding")));
  EXPECT_EQ(request_.body, "");
  EXPECT_EQ(request_.chunk.before, 0U);
}

TEST_F(RedirectTest, TheZoneOfAnAddressIsToldToNobody) {
  url_ = *http::Url::parse("http://[fe80::1%25eth0]/a");
  EXPECT_THAT(follow(302, "/b"), HasSubstr("Host: [fe80::1]\r\n"));
  EXPECT_THAT(request_.own_head, HasSubstr("Referer: http://[fe80::1]/a\r\n"));
  EXPECT_EQ(request_.own_origin.host, "fe80::1%eth0");
}

TEST_F(RedirectTest, AnotherOriginGetsNoCredentials) {
  const std::string head = follow(302, "http://b.example/");
  EXPECT_THAT(head, Not(HasSubstr("Authorization")));
  EXPECT_THAT(head, Not(HasSubstr("Cookie")));
  EXPECT_THAT(head, HasSubstr("Host: b.example\r\n"));
  EXPECT_EQ(request_.step_cookies, "");
  EXPECT_EQ(request_.origin->host, "b.example");
}

TEST_F(RedirectTest, AnotherSchemeOrPortIsAnotherOrigin) {
  EXPECT_THAT(follow(308, "https://a.example/"), Not(HasSubstr("Authorization")));
  EXPECT_EQ(request_.body, "body");
}

TEST_F(RedirectTest, Http2IsKeptUnlessTheServerToldOfItOverTls) {
  origin_.http2 = true;
  follow(302, "http://b.example/");
  EXPECT_TRUE(request_.origin->http2);
  follow(302, "https://b.example/");
  EXPECT_TRUE(request_.origin->http2);
  follow(302, "http://b.example/");
  EXPECT_FALSE(request_.origin->http2);
}

TEST_F(RedirectTest, CredentialsOfTheNewUrlAreItsOwn) {
  EXPECT_THAT(follow(302, "http://us:p@b.example/"),
              HasSubstr("Authorization: " + http::basicCredentials("us:p") + "\r\n"));
  EXPECT_THAT(request_.own_head, Not(HasSubstr("Bearer")));
}

TEST_F(RedirectTest, EveryStatusHasItsMethod) {
  struct Expected {
    int status;
    const char* method;
    const char* next;
  };
  for (const auto& [status, method, next] :
       {Expected{301, "POST", "GET"}, Expected{302, "PUT", "GET"}, Expected{303, "DELETE", "GET"},
        Expected{303, "HEAD", "HEAD"}, Expected{301, "GET", "GET"}, Expected{307, "PUT", "PUT"},
        Expected{308, "DELETE", "DELETE"}}) {
    const std::string head = std::string(method) + " /start HTTP/1.1\r\nHost: a.example\r\n\r\n";
    RenderedRequest request;
    request.url = &url_;
    request.origin = &origin_;
    request.head = head;
    ASSERT_TRUE(followRedirect(status, "/n", request));
    EXPECT_THAT(request.own_head, StartsWith(std::string(next) + " /n ")) << status << method;
  }
}

TEST_F(RedirectTest, AFragmentIsNotSent) {
  EXPECT_THAT(follow(302, "/next?a=%2F#top"), StartsWith("GET /next?a=%2F HTTP/1.1\r\n"));
}

TEST_F(RedirectTest, FollowsTwice) {
  follow(302, "/one");
  request_.own_head += "\r\n";
  request_.head = request_.own_head;
  EXPECT_THAT(follow(302, "two"), StartsWith("GET /two HTTP/1.1\r\nHost: a.example\r\n"));
  EXPECT_THAT(request_.own_head, HasSubstr("Referer: http://a.example/one\r\n"));
}

TEST_F(RedirectTest, OtherSchemesAreRefused) {
  EXPECT_THAT(follow(302, "ftp://a.example/"), StartsWith("error: "));
}

TEST_F(RedirectTest, ACookieOfTheStepGivesWayToTheOneThatIsSet) {
  ASSERT_TRUE(followRedirect(302, "/next", request_));
  request_.own_step_cookies = "c=1; d=2";
  request_.useOwn();
  const std::vector<http::HeaderField> fields = {{"set-cookie", "c=new; Path=/"}, {"X", "d=3"}};
  http::Response response;
  response.headers = fields;
  dropReplacedCookies(response, request_);
  EXPECT_EQ(request_.step_cookies, "d=2");
}

}  // namespace
}  // namespace hrp::engine
