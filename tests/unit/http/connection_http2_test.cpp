// Connection speaking HTTP/2, against the test server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/connection.hpp"
#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"
#include "support/stored_body.hpp"
#include "support/test_certificate.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using testing::HttpProbe;
using testing::Outcome;
using testing::StoredBody;
using testing::TestCertificate;
using testing::TestServer;

struct PlainHttp2 {
  explicit PlainHttp2(bool keep_alive = true, ClientContext::Options context = {})
      : server(std::move(*TestServer::start())),
        probe({.origin = {.http2 = true, .host = "127.0.0.1", .port = server->port()},
               .keep_alive = keep_alive,
               .context = std::move(context)}) {}
  std::unique_ptr<TestServer> server;
  HttpProbe probe;
};

struct SecureHttp2 {
  explicit SecureHttp2(bool server_http2 = true, bool proxy = false,
                       const std::string& host = "localhost")
      : certificate("DNS:" + host),
        server(std::move(*TestServer::start({.certificate_file = certificate.certificateFile(),
                                             .key_file = certificate.keyFile(),
                                             .http2 = server_http2,
                                             .proxy = proxy}))),
        probe({.origin = {.tls = true, .http2 = true, .host = host, .port = server->port()},
               .context = {
                   .ca_certificates = certificate.certificatePem(),
                   .proxy = {.url = proxy ? "http://127.0.0.1:" + std::to_string(server->port())
                                          : ""}}}) {}
  TestCertificate certificate;
  std::unique_ptr<TestServer> server;
  HttpProbe probe;
};

void expectSentFromTheDisk(HttpProbe& probe) {
  StoredBody body;
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = probe.run(body.ask(probe));
    ASSERT_EQ(outcome.status, 200) << outcome.message;
    EXPECT_NE(outcome.body.find(body.whole), std::string::npos);
  }
  body.shorten();
  const Outcome outcome = probe.run(body.ask(probe));
  EXPECT_EQ(outcome.kind, ErrorKind::kScript);
  EXPECT_EQ(outcome.message, "upload: " + body.path + ": shorter than when it was opened");
  EXPECT_EQ(probe.get("/hello").status, 200);
}

std::string valueOf(const Outcome& outcome, const std::string& name) {
  for (const auto& [known, value] : outcome.headers) {
    if (known == name) return value;
  }
  return {};
}

TEST(Http2ConnectionTest, AFileIsReadAsItIsSent) {
  PlainHttp2 plain;
  expectSentFromTheDisk(plain.probe);
  SecureHttp2 secure;
  expectSentFromTheDisk(secure.probe);
}

TEST(Http2ConnectionTest, AnExchangeLooksLikeOneOfHttp1) {
  PlainHttp2 plain;
  const Outcome first = plain.probe.get("/hello");
  ASSERT_EQ(first.status, 200) << first.message;
  EXPECT_EQ(first.version_major, 2);
  EXPECT_EQ(first.body, R"({"hello":"world"})");
  EXPECT_EQ(valueOf(first, "content-type"), "application/json");
  EXPECT_FALSE(first.trace.phases.reused);
  EXPECT_GT(first.trace.phases.connect.count(), 0);
  EXPECT_GT(first.trace.phases.first_byte.count(), 0);
  EXPECT_GE(first.trace.phases.total, first.trace.phases.first_byte);
  EXPECT_EQ(first.trace.peer.port(), plain.server->port());
  const Outcome second = plain.probe.get("/hello");
  EXPECT_EQ(second.status, 200) << second.message;
  EXPECT_TRUE(second.trace.phases.reused);
  // The first one has the preface and the settings of both sides.
  EXPECT_GT(first.trace.bytes_sent, second.trace.bytes_sent);
  EXPECT_GT(first.trace.bytes_received, second.trace.bytes_received);
  EXPECT_GT(second.trace.bytes_sent, 9u);
  EXPECT_GT(second.trace.bytes_received, first.body.size() + 9);
  EXPECT_EQ(plain.server->connectionCount(), 1u);
  EXPECT_EQ(plain.server->requestCount("/hello"), 2u);
}

TEST(Http2ConnectionTest, HeadNoContentAndCookiesWork) {
  PlainHttp2 plain;
  EXPECT_EQ(plain.probe.run(plain.probe.request("HEAD", "/hello")).body, "");
  EXPECT_EQ(plain.probe.get("/status/204").status, 204);
  EXPECT_EQ(plain.probe.get("/status/304").status, 304);
  EXPECT_EQ(plain.probe.get("/chunked").body, "hello chunky world");
  EXPECT_EQ(valueOf(plain.probe.get("/cookies/set?a=b"), "set-cookie").substr(0, 3), "a=b");
  EXPECT_EQ(plain.server->connectionCount(), 1u);
}

TEST(Http2ConnectionTest, LargeBodiesGoBothWays) {
  PlainHttp2 plain;
  const std::string body(3 << 20, 'u');
  const Outcome up = plain.probe.run(plain.probe.request("POST", "/echo", body));
  ASSERT_EQ(up.status, 200) << up.message;
  EXPECT_THAT(up.body, HasSubstr(body));
  EXPECT_GT(up.trace.bytes_sent, body.size());
  const Outcome down = plain.probe.get("/bytes/20000000");
  ASSERT_EQ(down.status, 200) << down.message;
  EXPECT_EQ(down.body.size(), 20'000'000u);
  EXPECT_EQ(plain.server->connectionCount(), 1u);
}

TEST(Http2ConnectionTest, AStreamGoesThroughAlpn) {
  SecureHttp2 secure;
  const Outcome first = secure.probe.get("/hello");
  ASSERT_EQ(first.status, 200) << first.message;
  EXPECT_EQ(first.version_major, 2);
  EXPECT_GT(first.trace.phases.tls.count(), 0);
  EXPECT_GT(first.trace.bytes_sent, 0u);
  secure.probe.loop().runOnce(milliseconds(5));  // session tickets
  EXPECT_TRUE(secure.probe.get("/hello").trace.phases.reused);
  const std::string body(1 << 20, 'u');
  const Outcome up = secure.probe.run(secure.probe.request("POST", "/echo", body));
  EXPECT_THAT(up.body, HasSubstr(body)) << up.message;
  EXPECT_GT(up.trace.bytes_sent, body.size());
  EXPECT_EQ(secure.probe.get("/bytes/3000000").body.size(), 3'000'000u);
  EXPECT_EQ(secure.server->connectionCount(), 1u);
}

TEST(Http2ConnectionTest, IsOfferedOnlyOnDemand) {
  SecureHttp2 secure;
  secure.probe.origin().http2 = false;
  const Outcome outcome = secure.probe.get("/hello");
  EXPECT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_EQ(outcome.version_major, 1);
}

TEST(Http2ConnectionTest, AServerThatDoesNotWantItGetsHttp1) {
  SecureHttp2 old(false);
  const Outcome first = old.probe.get("/hello");
  EXPECT_EQ(first.status, 200) << first.message;
  EXPECT_EQ(first.version_major, 1);
  EXPECT_TRUE(old.probe.get("/hello").trace.phases.reused);
}

TEST(Http2ConnectionTest, WithoutTlsThereIsNoWayBack) {
  auto server = std::move(*TestServer::start({.http2 = false}));
  HttpProbe probe(
      {.origin = {.http2 = true, .host = "127.0.0.1", .port = server->port()}, .context = {}});
  const Outcome outcome = probe.get("/hello");
  EXPECT_EQ(outcome.kind, ErrorKind::kReset);
  EXPECT_EQ(outcome.message, "connection closed before the server spoke HTTP/2");
  EXPECT_EQ(outcome.calls, 1);
}

TEST(Http2ConnectionTest, GoesThroughTheTunnelOfAProxy) {
  SecureHttp2 secure(true, true, "web.test");
  secure.probe.origin().port = 443;
  const Outcome outcome = secure.probe.get("/echo");
  ASSERT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_EQ(outcome.version_major, 2);
  EXPECT_TRUE(secure.probe.get("/hello").trace.phases.reused);
  EXPECT_EQ(secure.server->requestCount("web.test:443"), 1u);
}

TEST(Http2ConnectionTest, WithoutTlsItNeedsATunnelAsWell) {
  auto server = std::move(*TestServer::start({.proxy = true}));
  HttpProbe probe(
      {.origin = {.http2 = true, .host = "web.test", .port = 80},
       .context = {.proxy = {.url = "http://127.0.0.1:" + std::to_string(server->port())}}});
  const Outcome outcome = probe.get("/hello");
  EXPECT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_EQ(outcome.version_major, 2);
  EXPECT_EQ(server->requestCount("web.test:80"), 1u);
}

struct Http2FaultCase {
  std::string path;
  ErrorKind kind;
  std::string message;
  bool kept = false;
};

// Each twice: as the first exchange of a connection, and on one that was used before.
TEST(Http2ConnectionTest, FaultsAreWhatTheyAreAndTheNextExchangeWorks) {
  const std::vector<Http2FaultCase> faults{
      {"reset", ErrorKind::kReset, "stream reset by the server: INTERNAL_ERROR", true},
      {"reset-body", ErrorKind::kReset, "stream reset by the server: INTERNAL_ERROR", true},
      {"refuse", ErrorKind::kReset, "stream reset by the server: REFUSED_STREAM", true},
      {"goaway-now", ErrorKind::kReset, "GOAWAY from the server: NO_ERROR"},
      {"calm", ErrorKind::kReset, "GOAWAY from the server: ENHANCE_YOUR_CALM"},
      {"close", ErrorKind::kReset, "connection closed before the response"},
      {"close-body", ErrorKind::kReset, "connection closed inside the response body"},
      {"short", ErrorKind::kProtocol, "response body of another length than its Content-Length"},
      {"long", ErrorKind::kProtocol, "response body of another length than its Content-Length"},
      {"push", ErrorKind::kProtocol, "HTTP/2: PUSH_PROMISE although pushes are not wanted"},
      {"pings", ErrorKind::kProtocol, "HTTP/2: too many SETTINGS or PING frames"},
      {"empty", ErrorKind::kProtocol, "HTTP/2: too many frames that carry nothing"},
      {"garbage", ErrorKind::kProtocol, "HTTP/2: FRAME_SIZE_ERROR (too large frame size)"},
  };
  for (const Http2FaultCase& fault : faults) {
    PlainHttp2 plain;
    for (int round = 0; round < 2; ++round) {
      const Outcome outcome = plain.probe.get("/h2/" + fault.path);
      EXPECT_EQ(outcome.calls, 1) << fault.path;
      EXPECT_EQ(outcome.kind, fault.kind) << fault.path << ": " << outcome.message;
      // A server that closes with our acknowledgement unread resets the connection.
      const bool closed = fault.path.starts_with("close");
      EXPECT_THAT(outcome.message,
                  AnyOf(fault.message, closed ? "connection reset by the server" : fault.message))
          << fault.path;
      const Outcome next = plain.probe.get("/hello");
      EXPECT_EQ(next.status, 200) << fault.path << ": " << next.message;
      EXPECT_EQ(next.trace.phases.reused, fault.kept) << fault.path;
    }
  }
}

TEST(Http2ConnectionTest, UnusualAnswersAreAnswers) {
  for (const std::string name : {"interim", "trailers", "goaway", "goaway-before"}) {
    PlainHttp2 plain;
    for (int round = 0; round < 2; ++round) {
      const Outcome outcome = plain.probe.get("/h2/" + name);
      EXPECT_EQ(outcome.status, 200) << name << ": " << outcome.message;
      EXPECT_EQ(outcome.body, "abc") << name;
    }
    EXPECT_EQ(plain.server->connectionCount(), name.starts_with("goaway") ? 2u : 1u) << name;
  }
}

TEST(Http2ConnectionTest, WhatTheServerRefusedIsSentOnceMore) {
  for (const std::string name : {"refuse-later", "goaway-later"}) {
    PlainHttp2 plain;
    ASSERT_EQ(plain.probe.get("/hello").status, 200);
    // Also what is not idempotent, because the server has not looked at it.
    const Outcome outcome = plain.probe.run(plain.probe.request("POST", "/h2/" + name, "body"));
    EXPECT_EQ(outcome.status, 200) << name << ": " << outcome.message;
    EXPECT_EQ(outcome.trace.phases.resent, 1);
    EXPECT_EQ(outcome.trace.phases.opened, 1);
    EXPECT_EQ(plain.server->requestCount("/h2/" + name), 2u) << name;
    EXPECT_EQ(plain.server->connectionCount(), 2u) << name;
  }
  PlainHttp2 never;
  const Outcome refused = never.probe.get("/h2/refuse");
  EXPECT_EQ(refused.kind, ErrorKind::kReset);
  EXPECT_EQ(refused.trace.phases.resent, 1);
  EXPECT_EQ(refused.trace.phases.opened, 2);
  EXPECT_EQ(never.server->requestCount("/h2/refuse"), 2u);
}

TEST(Http2ConnectionTest, AnAnswerBeforeTheWholeRequestLeavesTheConnection) {
  PlainHttp2 plain;
  const std::string body(3 << 20, 'u');
  const Outcome outcome = plain.probe.run(plain.probe.request("POST", "/h2/early", body));
  EXPECT_EQ(outcome.status, 413) << outcome.message;
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  EXPECT_EQ(plain.server->connectionCount(), 1u);
}

TEST(Http2ConnectionTest, ATimeoutGivesUpTheStreamOnly) {
  PlainHttp2 plain;
  ASSERT_EQ(plain.probe.get("/hello").status, 200);
  const Outcome silent = plain.probe.getWithin("/never", milliseconds(30));
  EXPECT_EQ(silent.kind, ErrorKind::kTimeout);
  EXPECT_EQ(silent.message, "timeout waiting for the response");
  // The answer to the PING need not be there.
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  EXPECT_EQ(plain.server->connectionCount(), 1u);
  const Outcome stalled = plain.probe.getWithin("/h2/stall", milliseconds(30));
  EXPECT_EQ(stalled.message, "timeout reading the response");
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  EXPECT_EQ(plain.server->connectionCount(), 1u);
}

TEST(Http2ConnectionTest, ManyTimeoutsInARowKeepTheConnection) {
  PlainHttp2 plain;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(plain.probe.getWithin("/never", milliseconds(30)).kind, ErrorKind::kTimeout);
  }
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  EXPECT_EQ(plain.server->connectionCount(), 1u);
}

TEST(Http2ConnectionTest, CancellingDropsTheConnection) {
  PlainHttp2 plain;
  ASSERT_EQ(plain.probe.get("/hello").status, 200);
  Outcome outcome;
  plain.probe.client().exchange(plain.probe.request("GET", "/never"), outcome);
  const ExchangeTrace trace = plain.probe.client().cancel();
  EXPECT_GT(trace.bytes_sent, 0u);
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  EXPECT_EQ(outcome.calls, 0);
  EXPECT_EQ(plain.server->connectionCount(), 2u);
}

TEST(Http2ConnectionTest, ALargeUploadCanBeCancelled) {
  PlainHttp2 plain;
  auto body = std::make_unique<std::string>(8 << 20, 'u');
  Request request = plain.probe.request("POST", "/echo");
  request.body = *body;
  Outcome outcome;
  plain.probe.client().exchange(request, outcome);
  plain.probe.loop().runOnce(milliseconds(100));
  plain.probe.client().cancel();
  body.reset();
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  EXPECT_EQ(outcome.calls, 0);
}

TEST(Http2ConnectionTest, WithoutKeepAliveEachExchangeHasItsConnection) {
  PlainHttp2 plain(false);
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  EXPECT_EQ(plain.server->connectionCount(), 2u);
}

TEST(Http2ConnectionTest, IdleConnectionsAreClosedOnDemand) {
  PlainHttp2 plain;
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
  plain.probe.client().closeIdle();
  EXPECT_FALSE(plain.probe.get("/hello").trace.phases.reused);
  EXPECT_EQ(plain.server->connectionCount(), 2u);
}

TEST(Http2ConnectionTest, TheHandlerMayStartTheNextExchangeOrDropTheClient) {
  PlainHttp2 plain;
  Outcome first;
  Outcome second;
  first.then = [&] { plain.probe.client().exchange(plain.probe.request("GET", "/hello"), second); };
  second.then = [&] { plain.probe.dropClient(); };
  plain.probe.client().exchange(plain.probe.request("GET", "/bytes/40960"), first);
  plain.probe.waitFor(second);
  EXPECT_EQ(first.body.size(), 40'960u);
  EXPECT_EQ(second.status, 200) << second.message;
  EXPECT_EQ(plain.server->connectionCount(), 1u);
}

TEST(Http2ConnectionTest, ResponsesAreBounded) {
  PlainHttp2 plain(true, {.max_body_bytes = 1000, .max_head_bytes = 2000});
  EXPECT_EQ(plain.probe.get("/bytes/1000").status, 200);
  EXPECT_EQ(plain.probe.get("/bytes/1001").message, "response body beyond the limit of 1000 bytes");
  EXPECT_EQ(plain.probe.get("/cookies/set?a=" + std::string(2000, 'x')).message,
            "response head beyond the limit");
  EXPECT_EQ(plain.probe.get("/hello").status, 200);
}

TEST(Http2ConnectionTest, ARefusedConnectionIsAConnectFailure) {
  HttpProbe probe({.origin = {.http2 = true, .host = "127.0.0.1", .port = 1}, .context = {}});
  EXPECT_EQ(probe.get("/").kind, ErrorKind::kConnect);
}

}  // namespace
}  // namespace hrp::http
