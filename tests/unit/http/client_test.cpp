#include "hrp/http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/net/socket.hpp"
#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;
using testing::HttpProbe;
using testing::Outcome;
using testing::TestServer;

class ClientTest : public ::testing::Test {
 protected:
  std::unique_ptr<TestServer> server_ = std::move(*TestServer::start());
  HttpProbe probe_{server_->port()};
};

TEST_F(ClientTest, DeliversStatusHeadersAndBody) {
  const Outcome outcome = probe_.get("/hello");
  EXPECT_EQ(outcome.calls, 1);
  EXPECT_EQ(outcome.status, 200);
  EXPECT_EQ(outcome.body, R"({"hello":"world"})");
  EXPECT_THAT(outcome.headers, ::testing::Contains(::testing::Pair("Content-Length", "17")));
  EXPECT_EQ(server_->requestCount("/hello"), 1u);
}

TEST_F(ClientTest, TracesCostAndBytes) {
  const Request& request = probe_.request("GET", "/hello");
  const Outcome first = probe_.run(request);
  EXPECT_EQ(first.trace.bytes_sent, request.head.size());
  EXPECT_EQ(first.trace.bytes_received, 88u);
  EXPECT_FALSE(first.trace.phases.reused);
  EXPECT_GT(first.trace.phases.connect.count(), 0);
  EXPECT_LE(first.trace.started, first.trace.sent);
  EXPECT_LE(first.trace.sent, first.trace.first_byte);
  EXPECT_LE(first.trace.first_byte, first.trace.finished);
  const base::PhaseTimes& phases = first.trace.phases;
  EXPECT_EQ(phases.total, first.trace.finished - first.trace.started);
  EXPECT_GT(phases.first_byte.count(), 0);
  EXPECT_LE(phases.dns + phases.connect + phases.tls + phases.first_byte, phases.total);
  EXPECT_EQ(first.trace.peer.text(), "127.0.0.1:" + std::to_string(server_->port()));
  const Outcome second = probe_.run(request);
  EXPECT_TRUE(second.trace.phases.reused);
  EXPECT_EQ(second.trace.phases.connect.count(), 0);
  EXPECT_GT(second.trace.phases.first_byte.count(), 0);
  EXPECT_EQ(second.trace.peer.text(), first.trace.peer.text());
  EXPECT_EQ(second.trace.bytes_sent, request.head.size());
}

TEST_F(ClientTest, KeepsTheConnection) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(probe_.get("/hello").status, 200);
  EXPECT_EQ(server_->connectionCount(), 1u);
}

TEST_F(ClientTest, OpensAConnectionForEachExchangeWithoutKeepAlive) {
  HttpProbe probe({.origin = probe_.origin(), .keep_alive = false, .context = {}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(probe.get("/hello").status, 200);
  EXPECT_EQ(server_->connectionCount(), 3u);
}

TEST_F(ClientTest, ClosesIdleConnectionsWhenAsked) {
  EXPECT_TRUE(probe_.get("/hello").ok);
  probe_.client().closeIdle();
  EXPECT_FALSE(probe_.get("/hello").trace.phases.reused);
}

TEST_F(ClientTest, NeverCallsTheHandlerFromExchange) {
  Outcome outcome;
  probe_.origin().port = 1;  // refused
  probe_.client().exchange(probe_.request("GET", "/"), outcome);
  EXPECT_EQ(outcome.calls, 0);
  EXPECT_TRUE(probe_.client().busy());
  probe_.waitFor(outcome);
  EXPECT_EQ(outcome.calls, 1);
  EXPECT_FALSE(probe_.client().busy());
}

TEST_F(ClientTest, AHandlerMayStartTheNextExchange) {
  Outcome last;
  Outcome first;
  const Request& request = probe_.request("GET", "/hello");
  first.then = [&] { probe_.client().exchange(request, last); };
  probe_.client().exchange(request, first);
  probe_.waitFor(last);
  EXPECT_EQ(last.body, first.body);
  EXPECT_TRUE(last.trace.phases.reused);
}

TEST_F(ClientTest, AHandlerMayDestroyTheClient) {
  Outcome outcome;
  outcome.then = [&] { probe_.dropClient(); };
  probe_.client().exchange(probe_.request("GET", "/hello"), outcome);
  probe_.waitFor(outcome);
  EXPECT_EQ(outcome.calls, 1);
}

TEST_F(ClientTest, CancelForgetsTheHandlerAndTellsWhatWasSent) {
  EXPECT_TRUE(probe_.get("/hello").ok);
  Outcome outcome;
  const Request& request = probe_.request("GET", "/never");
  probe_.client().exchange(request, outcome);
  const ExchangeTrace trace = probe_.client().cancel();
  EXPECT_EQ(trace.bytes_sent, request.head.size());
  EXPECT_FALSE(probe_.client().busy());
  EXPECT_EQ(probe_.get("/hello").status, 200);
  EXPECT_EQ(outcome.calls, 0);
}

TEST_F(ClientTest, CancelBeforeTheConnectionStandsHasSentNothing) {
  Outcome outcome;
  probe_.client().exchange(probe_.request("GET", "/never"), outcome);
  EXPECT_EQ(probe_.client().cancel().bytes_sent, 0u);
  EXPECT_EQ(probe_.client().cancel().bytes_sent, 0u);
}

TEST_F(ClientTest, SendsALargeBodyInParts) {
  const std::string body(8 << 20, 'b');
  const Request& request = probe_.request("POST", "/echo", body);
  const Outcome outcome = probe_.run(request);
  EXPECT_EQ(outcome.status, 200);
  EXPECT_EQ(outcome.trace.bytes_sent, request.head.size() + body.size());
  EXPECT_GT(outcome.body.size(), body.size());
}

// The body of an upload lies in several places; it is sent from there.
TEST_F(ClientTest, SendsABodyThatLiesInPieces) {
  const std::string file(4 << 20, 'f');
  const std::vector<BodyPiece> pieces = {{file}, {"-middle-"}, {""}, {file}, {"end"}};
  const std::string whole = "start-" + file + "-middle-" + file + "end";
  Request& request = probe_.request("POST", "/echo", whole);
  request.body = request.body.substr(0, 6);
  request.more_body = pieces;
  request.more_bytes = whole.size() - 6;
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = probe_.run(request);
    ASSERT_EQ(outcome.status, 200) << outcome.message;
    EXPECT_EQ(outcome.trace.bytes_sent, request.head.size() + whole.size());
    EXPECT_NE(outcome.body.find(whole), std::string::npos);
  }
  EXPECT_EQ(server_->connectionCount(), 1u);
}

TEST_F(ClientTest, ReceivesLargeBodies) {
  EXPECT_EQ(probe_.get("/bytes/5000000").body, std::string(5'000'000, 'x'));
  EXPECT_TRUE(probe_.get("/hello").trace.phases.reused);
}

TEST_F(ClientTest, LimitsTheBody) {
  HttpProbe probe(
      {.origin = probe_.origin(), .context = {.ca_certificates = {}, .max_body_bytes = 1000}});
  EXPECT_EQ(probe.get("/bytes/1000").status, 200);
  const Outcome outcome = probe.get("/bytes/1001");
  EXPECT_EQ(outcome.kind, ErrorKind::kProtocol);
  EXPECT_EQ(outcome.message, "response body beyond the limit of 1000 bytes");
  Request& unread = probe.request("GET", "/bytes/5000000");
  unread.body_unread = true;
  EXPECT_EQ(probe.run(unread).status, 200);
  EXPECT_EQ(probe.run(unread).trace.phases.reused, true);
}

TEST_F(ClientTest, RefusedIsAConnectFailureWithTheAddress) {
  std::uint16_t port = 0;
  {
    net::Address any = *net::Address::fromLiteral("127.0.0.1");
    const auto socket = net::listenTcp(any);
    port = net::boundPort(socket->get());
  }
  HttpProbe probe(port);
  const Outcome outcome = probe.get("/");
  EXPECT_EQ(outcome.kind, ErrorKind::kConnect);
  EXPECT_EQ(outcome.message, "connection refused 127.0.0.1:" + std::to_string(port));
  EXPECT_EQ(outcome.trace.bytes_sent, 0u);
  EXPECT_EQ(outcome.trace.peer.port(), port);
  EXPECT_GT(outcome.trace.phases.connect.count(), 0);
  EXPECT_EQ(outcome.trace.phases.first_byte.count(), 0);
}

TEST_F(ClientTest, TriesTheNextAddress) {
  // The server listens on 127.0.0.1 only; "localhost" has ::1 as well.
  probe_.origin().host = "localhost";
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(probe_.get("/hello").status, 200);
    probe_.client().closeIdle();
  }
}

TEST_F(ClientTest, AnUnknownNameIsADnsFailure) {
  probe_.origin().host = "no-such-host.invalid";
  const Outcome outcome = probe_.get("/");
  EXPECT_EQ(outcome.kind, ErrorKind::kDns);
  EXPECT_THAT(outcome.message, HasSubstr("cannot resolve no-such-host.invalid"));
  EXPECT_EQ(outcome.calls, 1);
  EXPECT_GT(outcome.trace.phases.dns.count(), 0);
  EXPECT_EQ(outcome.trace.peer.port(), 0);
}

TEST_F(ClientTest, KeepsConnectionsToSeveralOriginsWithinABound) {
  HttpProbe probe(server_->port());
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= 20; ++i) {
      probe.origin().host = "127.0.0." + std::to_string(i);
      const Outcome outcome = probe.get("/hello");
      EXPECT_EQ(outcome.ok, i == 1);
    }
  }
}

TEST_F(ClientTest, ManyClientsShareAContext) {
  constexpr int kUsers = 50;
  std::vector<std::unique_ptr<Client>> clients;
  std::deque<Outcome> outcomes(kUsers);
  const Request& request = probe_.request("GET", "/hello");
  for (Outcome& outcome : outcomes) {
    clients.push_back(std::make_unique<Client>(probe_.context(), true));
    clients.back()->exchange(request, outcome);
  }
  for (const Outcome& outcome : outcomes) {
    probe_.waitFor(outcome);
    EXPECT_EQ(outcome.status, 200);
  }
  EXPECT_EQ(server_->connectionCount(), 50u);
}

}  // namespace
}  // namespace hrp::http
