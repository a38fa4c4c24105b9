#include <gtest/gtest.h>

#include <array>

#include "http/connection.hpp"
#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"
#include "support/tls_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using testing::HttpProbe;
using testing::Outcome;
using testing::TestServer;
using testing::TlsFixture;

// The user's connection has been idle for a turn of the loop.
void rest(HttpProbe& probe) {
  probe.loop().runOnce(milliseconds(0));
}

class ConnectionEndingTest : public ::testing::Test {
 protected:
  std::unique_ptr<TestServer> server_ = std::move(*TestServer::start());
  HttpProbe probe_{server_->port()};
};

TEST_F(ConnectionEndingTest, WhatEndsAtOnceAfterARestIsSentOnceMoreAndCounted) {
  for (const std::string path : {"/drop-reused", "/drop-reused?how=reset"}) {
    HttpProbe probe(server_->port());
    EXPECT_EQ(probe.get("/drop-reused").status, 200);
    rest(probe);
    const Request& request = probe.request("GET", path);
    const Outcome again = probe.run(request);
    EXPECT_EQ(again.status, 200) << again.message;
    EXPECT_EQ(again.trace.phases.resent, 1);
    EXPECT_EQ(again.trace.phases.opened, 1);
    EXPECT_TRUE(again.trace.phases.reused) << "the first try";
    EXPECT_EQ(again.trace.bytes_sent, 2 * request.head.size());
  }
  EXPECT_EQ(server_->requestCount("/drop-reused"), 6u);
}

TEST_F(ConnectionEndingTest, WithoutARestItIsAFailure) {
  for (const std::string path : {"/drop-reused", "/drop-reused?how=reset"}) {
    EXPECT_EQ(probe_.get("/drop-reused").status, 200);
    const Outcome failed = probe_.get(path);
    EXPECT_EQ(failed.kind, ErrorKind::kReset);
    EXPECT_EQ(failed.trace.phases.resent, 0);
    EXPECT_TRUE(failed.trace.phases.reused);
  }
  EXPECT_EQ(server_->requestCount("/drop-reused"), 4u);
}

TEST_F(ConnectionEndingTest, AServerThatHadTimeToWorkIsNotAskedAgain) {
  for (const std::string how : {"", "&how=reset"}) {
    EXPECT_EQ(probe_.get("/drop-reused").status, 200);
    rest(probe_);
    const Outcome failed = probe_.get("/drop-reused?delay=200" + how);
    EXPECT_EQ(failed.kind, ErrorKind::kReset);
    EXPECT_EQ(failed.trace.phases.resent, 0);
    EXPECT_GE(failed.trace.phases.total, milliseconds(200));
  }
  EXPECT_EQ(server_->requestCount("/drop-reused"), 4u);
}

TEST_F(ConnectionEndingTest, APostThatTheServerMayHaveSeenIsNeverRepeated) {
  EXPECT_EQ(probe_.get("/drop-reused").status, 200);
  rest(probe_);
  const Outcome failed = probe_.run(probe_.request("POST", "/drop-reused", "x"));
  EXPECT_EQ(failed.kind, ErrorKind::kReset);
  EXPECT_EQ(failed.message, "connection closed before the response");
  EXPECT_EQ(server_->requestCount("/drop-reused"), 2u);
}

TEST_F(ConnectionEndingTest, AFreshConnectionIsNotRetried) {
  EXPECT_EQ(probe_.get("/early-close").kind, ErrorKind::kReset);
  EXPECT_EQ(server_->requestCount("/early-close"), 1u);
}

TEST_F(ConnectionEndingTest, ARepetitionThatFailsIsNotRepeated) {
  EXPECT_EQ(probe_.get("/drop-reused").status, 200);
  rest(probe_);
  const Outcome failed = probe_.get("/early-close");
  EXPECT_EQ(failed.kind, ErrorKind::kReset);
  EXPECT_EQ(failed.trace.phases.resent, 1);
  EXPECT_EQ(server_->requestCount("/early-close"), 2u);
}

TEST(ConnectionEndingTlsTest, TheRuleIsThatOfPlainConnections) {
  TlsFixture tls("IP:127.0.0.1", true);
  EXPECT_EQ(tls.probe.get("/drop-reused").status, 200);
  EXPECT_EQ(tls.probe.get("/drop-reused").kind, ErrorKind::kReset);
  EXPECT_EQ(tls.probe.get("/drop-reused").status, 200);
  rest(tls.probe);
  const Outcome again = tls.probe.get("/drop-reused");
  EXPECT_EQ(again.status, 200) << again.message;
  EXPECT_EQ(again.trace.phases.resent, 1);
  EXPECT_EQ(tls.server->requestCount("/drop-reused"), 5u);
}

// A server by hand, so that its end of a connection comes when the test wants it to.
class HandServer {
 public:
  [[nodiscard]] std::uint16_t port() const { return net::boundPort(listener_.get()); }

  // Answers the request under way, on a new connection or on the one before.
  void answer(HttpProbe& probe, const Outcome& outcome) {
    const base::TimePoint limit = probe.clock().now() + std::chrono::seconds(10);
    while (outcome.calls == 0 && probe.clock().now() < limit) {
      probe.loop().runOnce(milliseconds(1));
      if (net::Descriptor next = net::acceptTcp(listener_.get()); next.valid()) {
        socket_ = std::move(next);
      }
      std::array<char, 4096> request{};
      if (!socket_.valid() || net::receive(socket_.get(), request) <= 0) continue;
      std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
      const iovec part{text.data(), text.size()};
      ASSERT_GT(net::sendAll(socket_.get(), {&part, 1}), 0);
    }
  }
  void close() { socket_.reset(); }

 private:
  net::Descriptor listener_ = std::move(*net::listenTcp(*net::Address::fromLiteral("127.0.0.1")));
  net::Descriptor socket_;
};

// The end comes when the loop does not look, right before the request.
TEST(ConnectionLookTest, AnEndThatHasComeIsSeenBeforeARequestGoesOut) {
  for (const std::string method : {"GET", "POST"}) {
    HandServer server;
    HttpProbe probe(server.port());
    Outcome first;
    probe.client().exchange(probe.request("GET", "/"), first);
    server.answer(probe, first);
    ASSERT_EQ(first.status, 200);
    rest(probe);
    server.close();
    Outcome second;
    const Request& request = probe.request(method, "/", "body");
    probe.client().exchange(request, second);
    server.answer(probe, second);
    EXPECT_EQ(second.status, 200) << second.message;
    EXPECT_EQ(second.trace.phases.opened, 1);
    EXPECT_EQ(second.trace.phases.resent, 0) << "it was sent for the first time";
    EXPECT_FALSE(second.trace.phases.reused);
    EXPECT_EQ(second.trace.bytes_sent, request.head.size() + request.body.size());
  }
}

// The server is gone, so that nothing but the look can tell: not a byte is sent to it.
TEST(ConnectionLookTest, TheEndIsSeenUnderTlsAndHttp2Too) {
  const auto expectSeen = [](TestServer& server, HttpProbe& probe) {
    EXPECT_EQ(probe.get("/hello").status, 200);
    rest(probe);
    server.stop();
    const Outcome outcome = probe.run(probe.request("POST", "/hello", "body"));
    EXPECT_EQ(outcome.kind, ErrorKind::kConnect) << outcome.message;
    EXPECT_EQ(outcome.trace.bytes_sent, 0u);
  };
  TlsFixture tls("IP:127.0.0.1", true);
  expectSeen(*tls.server, tls.probe);
  auto server = std::move(*TestServer::start());
  HttpProbe http2(
      {.origin = {.http2 = true, .host = "127.0.0.1", .port = server->port()}, .context = {}});
  expectSeen(*server, http2);
}

// Answered with its head, before the server's machine had room for the rest.
TEST(ConnectionLookTest, AConnectionThatWasAnsweredEarlyIsNotUsedAgain) {
  HandServer server;
  HttpProbe probe(server.port());
  Outcome early;
  probe.client().exchange(probe.request("POST", "/", std::string(2 << 20, 'b')), early);
  server.answer(probe, early);
  EXPECT_EQ(early.status, 200) << early.message;
  Outcome next;
  probe.client().exchange(probe.request("GET", "/"), next);
  server.answer(probe, next);
  EXPECT_EQ(next.status, 200) << next.message;
  EXPECT_FALSE(next.trace.phases.reused);
}

// The server answers the upload when it has seen its head, and closes with the rest unread: a reset
// follows the answer.
TEST_F(ConnectionEndingTest, AnAnswerBeforeTheBodyIsReadIsTakenAndNotItsReset) {
  const Request& request = probe_.request("POST", "/early-response", std::string(32 << 20, 'b'));
  for (int i = 0; i < 20; ++i) {
    const Outcome outcome = probe_.run(request);
    EXPECT_EQ(outcome.status, 413) << outcome.message;
    EXPECT_EQ(outcome.body, "too big");
    EXPECT_LT(outcome.trace.bytes_sent, 32u << 20);
  }
  EXPECT_EQ(probe_.get("/hello").status, 200);
}

TEST_F(ConnectionEndingTest, AnEarlyAnswerIsTakenOnAKeptConnectionToo) {
  const Request& request = probe_.request("PUT", "/early-response", std::string(32 << 20, 'b'));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(probe_.get("/hello").status, 200);
    const Outcome outcome = probe_.run(request);
    EXPECT_EQ(outcome.status, 413) << outcome.message;
    EXPECT_TRUE(outcome.trace.phases.reused);
  }
}

TEST(ConnectionEndingTlsTest, AnEarlyAnswerIsTaken) {
  TlsFixture tls("IP:127.0.0.1", true);
  const Request& request = tls.probe.request("POST", "/early-response", std::string(3 << 20, 'b'));
  for (int i = 0; i < 20; ++i) {
    const Outcome outcome = tls.probe.run(request);
    EXPECT_EQ(outcome.status, 413) << outcome.message;
  }
}

}  // namespace
}  // namespace hrp::http
