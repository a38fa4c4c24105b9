#include "http/websocket_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/http_probe.hpp"
#include "support/test_certificate.hpp"
#include "support/test_server.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using testing::HttpProbe;
using testing::TestCertificate;
using testing::TestServer;

struct SocketOutcome final : SocketHandler {
  void onSocket(const SocketResult& result) override {
    ++calls;
    kind = result.kind;
    message = result.message;
    if (result.response != nullptr) status = result.response->status;
    payload = result.payload;
    binary = result.binary;
    close_status = result.close_status;
    trace = result.trace;
    if (then) then();
  }
  int calls = 0;
  ErrorKind kind = ErrorKind::kNone;
  std::string message;
  int status = 0;
  std::string payload;
  bool binary = false;
  int close_status = 0;
  ExchangeTrace trace;
  std::function<void()> then;
};

// A probe's loop and context with one WebSocket.
class SocketProbe {
 public:
  explicit SocketProbe(HttpProbe::Options options)
      : probe_(std::move(options)), socket_(std::make_unique<WebSocket>(probe_.context())) {}

  SocketOutcome open(const std::string& path, const std::string& more = "") {
    key_ = makeSocketKey(probe_.context());
    head_ = "GET " + path +
            " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
            key_ + "\r\n" + more + "\r\n";
    return run(
        {.action = SocketAction::kOpen, .origin = &probe_.origin(), .head = head_, .key = key_});
  }
  SocketOutcome run(SocketRequest request, milliseconds limit = std::chrono::seconds(10)) {
    SocketOutcome outcome;
    begin(request, outcome, limit);
    waitFor(outcome);
    return outcome;
  }
  void begin(SocketRequest request, SocketOutcome& outcome,
             milliseconds limit = std::chrono::seconds(10)) {
    request.deadline = probe_.clock().now() + limit;
    socket_->start(request, outcome);
  }
  void waitFor(const SocketOutcome& outcome) {
    const base::TimePoint end = probe_.clock().now() + std::chrono::seconds(20);
    while (outcome.calls < 1 && probe_.clock().now() < end) probe_.loop().runOnce(milliseconds(50));
  }
  // Turns of the loop until `done`.
  bool turnUntil(const std::function<bool()>& done) {
    const base::TimePoint end = probe_.clock().now() + std::chrono::seconds(20);
    while (!done() && probe_.clock().now() < end) probe_.loop().runOnce(milliseconds(5));
    return done();
  }
  SocketOutcome echo(std::string_view text) {
    return run({.action = SocketAction::kWriteAndRead, .payload = text});
  }
  SocketOutcome act(SocketAction action) { return run({.action = action}); }

  WebSocket& socket() { return *socket_; }
  void drop() { socket_.reset(); }
  HttpProbe& probe() { return probe_; }

 private:
  HttpProbe probe_;
  std::unique_ptr<WebSocket> socket_;
  std::string key_;
  std::string head_;
};

class WebSocketTest : public ::testing::TestWithParam<bool> {
 protected:
  static bool tls() { return GetParam(); }
  HttpProbe::Options options() const {
    return {.origin = {.tls = tls(), .host = "127.0.0.1", .port = server_->port()},
            .context = {.ca_certificates = tls() ? certificate_.certificatePem() : ""}};
  }
  TestCertificate certificate_{"IP:127.0.0.1"};
  std::unique_ptr<TestServer> server_ = std::move(*TestServer::start(
      tls() ? TestServer::Options{.certificate_file = certificate_.certificateFile(),
                                  .key_file = certificate_.keyFile()}
            : TestServer::Options{}));
  SocketProbe probe_{options()};
};

TEST_P(WebSocketTest, TheNextConnectionResumesTheTlsSession) {
  const auto handshake = [this] {
    const SocketOutcome opened = probe_.open("/ws/echo");
    EXPECT_EQ(opened.status, 101) << opened.message;
    EXPECT_EQ(probe_.echo("hello").payload, "hello");
    EXPECT_EQ(probe_.act(SocketAction::kClose).kind, ErrorKind::kNone);
    return opened.trace.phases.handshake;
  };
  EXPECT_EQ(handshake(), tls() ? base::TlsHandshake::kFull : base::TlsHandshake::kNone);
  EXPECT_EQ(handshake(), tls() ? base::TlsHandshake::kResumed : base::TlsHandshake::kNone);
  EXPECT_EQ(handshake(), tls() ? base::TlsHandshake::kResumed : base::TlsHandshake::kNone);
}

TEST_P(WebSocketTest, OpensEchoesAndCloses) {
  const SocketOutcome opened = probe_.open("/ws/echo");
  ASSERT_EQ(opened.kind, ErrorKind::kNone) << opened.message;
  EXPECT_EQ(opened.status, 101);
  EXPECT_TRUE(probe_.socket().isOpen());
  const SocketOutcome echoed = probe_.echo("hello");
  EXPECT_EQ(echoed.kind, ErrorKind::kNone) << echoed.message;
  EXPECT_EQ(echoed.payload, "hello");
  EXPECT_FALSE(echoed.binary);
  EXPECT_EQ(echoed.trace.bytes_sent, 11u);
  EXPECT_EQ(echoed.trace.bytes_received, 7u);
  EXPECT_TRUE(echoed.trace.phases.reused);
  const SocketOutcome binary =
      probe_.run({.action = SocketAction::kWriteAndRead, .binary = true, .payload = {"\0\xff", 2}});
  EXPECT_EQ(binary.payload, std::string("\0\xff", 2));
  EXPECT_TRUE(binary.binary);
  EXPECT_EQ(probe_.act(SocketAction::kPing).kind, ErrorKind::kNone);
  const SocketOutcome closed = probe_.run({.action = SocketAction::kClose, .close_status = 4001});
  EXPECT_EQ(closed.kind, ErrorKind::kNone) << closed.message;
  EXPECT_EQ(closed.close_status, 4001);
  EXPECT_FALSE(probe_.socket().isOpen());
  EXPECT_EQ(server_->messageCount(), 2u);
  EXPECT_EQ(server_->connectionCount(), 1u);
}

TEST_P(WebSocketTest, CarriesLargeMessagesAndFragments) {
  ASSERT_EQ(probe_.open("/ws/fragments").kind, ErrorKind::kNone);
  for (const std::size_t size : {0UL, 3UL, 126UL, 65536UL, 3'000'000UL}) {
    const std::string text(size, 't');
    EXPECT_EQ(probe_.echo(text).payload, text) << size;
  }
}

TEST_P(WebSocketTest, WritesAndReadsApart) {
  ASSERT_EQ(probe_.open("/ws/burst").kind, ErrorKind::kNone);
  EXPECT_EQ(probe_.run({.action = SocketAction::kWrite, .payload = "3"}).kind, ErrorKind::kNone);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(probe_.act(SocketAction::kRead).payload, "3");
  const SocketOutcome none = probe_.run({.action = SocketAction::kRead}, milliseconds(30));
  EXPECT_EQ(none.kind, ErrorKind::kTimeout);
  EXPECT_EQ(none.message, "timeout waiting for a websocket message");
  EXPECT_TRUE(probe_.socket().isOpen());
  EXPECT_EQ(probe_.echo("1").payload, "1");
}

TEST_P(WebSocketTest, AMessageThatComesWithTheHandshakeIsRead) {
  ASSERT_EQ(probe_.open("/ws/greet").kind, ErrorKind::kNone);
  EXPECT_EQ(probe_.act(SocketAction::kRead).payload, "hello");
  EXPECT_EQ(probe_.echo("again").payload, "again");
}

TEST_P(WebSocketTest, UnreadMessagesWaitWithinABound) {
  ASSERT_EQ(probe_.open("/ws/burst").kind, ErrorKind::kNone);
  const std::string big = "200" + std::string(100'000, ' ');
  ASSERT_EQ(probe_.run({.action = SocketAction::kWrite, .payload = big}).kind, ErrorKind::kNone);
  probe_.probe().loop().runOnce(milliseconds(20));
  probe_.probe().loop().runOnce(milliseconds(20));
  for (int i = 0; i < 200; ++i) {
    const SocketOutcome read = probe_.act(SocketAction::kRead);
    ASSERT_EQ(read.payload.size(), big.size()) << i << " " << read.message;
  }
}

TEST_P(WebSocketTest, APingFloodIsAnsweredWithoutGrowing) {
  ASSERT_EQ(probe_.open("/ws/ping-flood").kind, ErrorKind::kNone);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(probe_.echo("x").payload, "x");
  EXPECT_EQ(probe_.act(SocketAction::kPing).kind, ErrorKind::kNone);
}

TEST_P(WebSocketTest, HandlersMayGoOnAtOnceOrDestroyTheSocket) {
  ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  SocketOutcome second;
  SocketOutcome first;
  first.then = [&] {
    probe_.begin({.action = SocketAction::kWriteAndRead, .payload = "second"}, second);
  };
  second.then = [&] { probe_.drop(); };
  probe_.begin({.action = SocketAction::kWriteAndRead, .payload = "first"}, first);
  EXPECT_EQ(first.calls, 0);
  probe_.waitFor(second);
  EXPECT_EQ(first.payload, "first");
  EXPECT_EQ(second.payload, "second");
}

TEST_P(WebSocketTest, CancelForgetsTheHandlerAndKeepsTheConnection) {
  ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  SocketOutcome outcome;
  probe_.begin({.action = SocketAction::kWriteAndRead, .payload = "gone"}, outcome);
  EXPECT_TRUE(probe_.socket().busy());
  EXPECT_EQ(probe_.socket().cancel().bytes_sent, 10u);
  EXPECT_FALSE(probe_.socket().busy());
  EXPECT_EQ(probe_.act(SocketAction::kRead).payload, "gone");
  EXPECT_EQ(outcome.calls, 0);
  EXPECT_EQ(probe_.socket().cancel().bytes_sent, 0u);
}

TEST_P(WebSocketTest, ACancelledOpeningLeavesNothing) {
  SocketOutcome outcome;
  const std::string head = "GET /never HTTP/1.1\r\nHost: test\r\n\r\n";
  probe_.begin({.action = SocketAction::kOpen, .origin = &probe_.probe().origin(), .head = head},
               outcome);
  probe_.probe().loop().runOnce(milliseconds(20));
  probe_.socket().cancel();
  EXPECT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  EXPECT_EQ(outcome.calls, 0);
}

TEST_P(WebSocketTest, OpeningAgainMakesANewConnection) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
    EXPECT_EQ(probe_.echo("x").payload, "x");
  }
  EXPECT_EQ(server_->connectionCount(), 3u);
}

TEST_P(WebSocketTest, AServerThatIsGoneFailsTheNextOperation) {
  ASSERT_EQ(probe_.open("/ws/close-1008").kind, ErrorKind::kNone);
  const SocketOutcome closed = probe_.echo("x");
  EXPECT_EQ(closed.kind, ErrorKind::kReset);
  EXPECT_EQ(closed.message, "websocket: closed by the server with status 1008");
  EXPECT_EQ(probe_.echo("y").message, closed.message);
  const SocketOutcome close = probe_.act(SocketAction::kClose);
  EXPECT_EQ(close.kind, ErrorKind::kNone);
  EXPECT_EQ(close.close_status, 1008);
}

TEST_P(WebSocketTest, NothingIsWrittenWithoutAConnection) {
  EXPECT_EQ(probe_.echo("x").kind, ErrorKind::kConnect);
  ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  EXPECT_EQ(probe_.act(SocketAction::kClose).close_status, 1000);
  EXPECT_EQ(probe_.act(SocketAction::kPing).kind, ErrorKind::kReset);
}

TEST_P(WebSocketTest, TheServerIsHeardWhileNothingIsAsked) {
  ASSERT_EQ(probe_.open("/ws/burst").kind, ErrorKind::kNone);
  ASSERT_EQ(probe_.run({.action = SocketAction::kWrite, .payload = "2"}).kind, ErrorKind::kNone);
  server_->stop();
  ASSERT_TRUE(probe_.turnUntil([&] { return !probe_.socket().isOpen(); }));
  EXPECT_EQ(probe_.echo("x").kind, ErrorKind::kReset);
}

struct SocketFault {
  std::string path;
  ErrorKind kind;
  std::string message;
};

TEST_P(WebSocketTest, FaultsAreClassified) {
  const std::vector<SocketFault> faults{
      {"masked", ErrorKind::kProtocol, "websocket: the server's frame is masked"},
      {"reserved", ErrorKind::kProtocol, "websocket: reserved bits are set"},
      {"opcode", ErrorKind::kProtocol, "websocket: unknown opcode"},
      {"length", ErrorKind::kProtocol, "websocket: malformed frame length"},
      {"continuation", ErrorKind::kProtocol, "websocket: continuation of no message"},
      {"nested", ErrorKind::kProtocol, "websocket: a message begins inside another"},
      {"long-ping", ErrorKind::kProtocol, "websocket: control frame is too long"},
      {"fragmented-ping", ErrorKind::kProtocol, "websocket: fragmented control frame"},
      {"utf8", ErrorKind::kProtocol, "websocket: text that is not UTF-8"},
      {"close-code", ErrorKind::kProtocol, "websocket: invalid close code"},
      {"close-one", ErrorKind::kProtocol, "websocket: malformed close frame"},
      {"oversize", ErrorKind::kProtocol, "websocket: message beyond the limit"},
      {"early-close", ErrorKind::kReset, "websocket: connection closed without a close frame"},
      {"cut", ErrorKind::kReset, "websocket: connection closed inside a message"},
      {"reset", ErrorKind::kReset, "connection reset by the server"},
  };
  for (const SocketFault& fault : faults) {
    ASSERT_EQ(probe_.open("/ws/" + fault.path).kind, ErrorKind::kNone);
    const SocketOutcome outcome = probe_.echo("x");
    EXPECT_EQ(outcome.kind, fault.kind) << fault.path;
    EXPECT_EQ(outcome.message, fault.message);
    EXPECT_EQ(outcome.calls, 1);
    EXPECT_FALSE(probe_.socket().isOpen());
  }
}

TEST_P(WebSocketTest, FaultsOfTheHandshakeAreClassified) {
  const std::vector<SocketFault> faults{
      {"/ws/bad-accept", ErrorKind::kProtocol, "websocket: wrong Sec-WebSocket-Accept"},
      {"/ws/extension", ErrorKind::kProtocol,
       "websocket: the server chose an extension that was not offered"},
      {"/ws/refuse", ErrorKind::kProtocol, "websocket: the server answered 403 instead of 101"},
      {"/hello", ErrorKind::kProtocol, "websocket: the server answered 200 instead of 101"},
      {"/early-close", ErrorKind::kReset, "connection closed before the response"},
      {"/garbage", ErrorKind::kProtocol, "not an HTTP/1 response"},
  };
  for (const SocketFault& fault : faults) {
    const SocketOutcome outcome = probe_.open(fault.path);
    EXPECT_EQ(outcome.kind, fault.kind) << fault.path;
    EXPECT_EQ(outcome.message, fault.message);
    EXPECT_EQ(outcome.calls, 1);
    EXPECT_FALSE(probe_.socket().isOpen());
  }
}

TEST_P(WebSocketTest, TimeoutsNameWhatWasAwaited) {
  ASSERT_EQ(probe_.open("/ws/mute").kind, ErrorKind::kNone);
  EXPECT_EQ(probe_.run({.action = SocketAction::kPing}, milliseconds(30)).message,
            "timeout waiting for a websocket pong");
  EXPECT_EQ(probe_.run({.action = SocketAction::kClose}, milliseconds(30)).message,
            "timeout closing the websocket");
}

INSTANTIATE_TEST_SUITE_P(PlainAndTls, WebSocketTest, ::testing::Bool());

TEST(WebSocketProxyTest, GoesThroughATunnel) {
  auto server = std::move(*TestServer::start({.proxy = true}));
  SocketProbe probe({.origin = {.host = "web.test", .port = 8080},
                     .context = {.proxy = {.url = "127.0.0.1:" + std::to_string(server->port())}}});
  const SocketOutcome opened = probe.open("/ws/echo");
  ASSERT_EQ(opened.kind, ErrorKind::kNone) << opened.message;
  EXPECT_EQ(probe.echo("through").payload, "through");
  EXPECT_EQ(server->requestCount("web.test:8080"), 1u);
}

TEST(WebSocketLimitTest, AMessageHasABound) {
  auto server = std::move(*TestServer::start());
  SocketProbe probe({.origin = {.host = "127.0.0.1", .port = server->port()},
                     .context = {.max_body_bytes = 1000}});
  ASSERT_EQ(probe.open("/ws/echo").kind, ErrorKind::kNone);
  EXPECT_EQ(probe.echo(std::string(1000, 'x')).kind, ErrorKind::kNone);
  EXPECT_EQ(probe.echo(std::string(1001, 'x')).message, "websocket: message beyond the limit");
}

}  // namespace
}  // namespace hrp::http
