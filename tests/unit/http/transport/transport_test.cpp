#include "http/transport/transport.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "http/context.hpp"
#include "http/transport/io_events.hpp"
#include "support/server/test_server.hpp"
#include "support/test_certificate.hpp"

namespace hrp::http {
namespace {

using After = Received::After;
using std::chrono::milliseconds;
using testing::TestServer;

// Uses a transport as a protocol would, and keeps what it was told.
struct TransportUser final : TransportOpener {
  explicit TransportUser(TransportContext& context) : transport(context, *this) {}

  void onIo(std::uint32_t events) override {
    if (transport.isOpening()) {
      transport.progress(events);
      return;
    }
    for (;;) {
      const Received got = transport.read((events & kEnding) != 0);
      text += got.bytes;
      after = got.after;
      if (after != After::kMore) return;
    }
  }
  void onOpened(base::TimePoint /*now*/, bool /*ending*/) override { ++opened; }
  void onUnopened(const net::Failure& why) override {
    ++unopened;
    failure = why;
    if (then) then();
  }
  // All of it, or what the kernel takes of it.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const iovec part{const_cast<char*>(bytes.data()), bytes.size()};
      const std::int64_t taken = transport.write({&part, 1}, left);
      if (taken <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(taken));
    }
    EXPECT_EQ(transport.flush(left), 0);
  }

  Transport transport;
  std::string text;
  After after = After::kMore;
  std::uint64_t left = 0;
  int opened = 0;
  int unopened = 0;
  net::Failure failure;
  std::function<void()> then;
};

constexpr std::string_view kAsk = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kAskOnce = "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

// Plain (false) and over TLS (true).
class TransportTest : public ::testing::TestWithParam<bool> {
 protected:
  void turnUntil(const std::function<bool()>& done) {
    const base::TimePoint limit = clock_.now() + std::chrono::seconds(20);
    while (!done() && clock_.now() < limit) loop_->runOnce(milliseconds(20));
    ASSERT_TRUE(done());
  }
  void open(TransportUser& user) {
    const int before = user.opened + user.unopened;
    user.transport.open({.origin = &origin_, .times = &times_}, user);
    EXPECT_EQ(user.opened + user.unopened, before) << "never from inside open()";
    turnUntil([&] { return user.opened + user.unopened > before; });
  }

  testing::TestCertificate certificate_{"IP:127.0.0.1"};
  std::unique_ptr<TestServer> server_ = std::move(*TestServer::start(
      GetParam() ? TestServer::Options{.certificate_file = certificate_.certificateFile(),
                                       .key_file = certificate_.keyFile()}
                 : TestServer::Options{}));
  base::SystemClock clock_;
  std::unique_ptr<net::EventLoop> loop_ = std::move(*net::EventLoop::create(clock_));
  std::unique_ptr<ClientContext> clients_ = std::move(*ClientContext::create(
      *loop_, {.ca_certificates = GetParam() ? certificate_.certificatePem() : ""}));
  TransportContext& context_ = clients_->impl().transports;
  Origin origin_{.tls = GetParam(), .host = "127.0.0.1", .port = server_->port()};
  base::PhaseTimes times_;
};

TEST_P(TransportTest, CarriesBytesBothWaysUntilThePeerEnds) {
  TransportUser user(context_);
  open(user);
  ASSERT_EQ(user.opened, 1) << user.failure.text;
  EXPECT_TRUE(user.transport.isOpen());
  EXPECT_EQ(user.transport.peer().port(), server_->port());
  EXPECT_GT(times_.connect.count(), 0);
  EXPECT_EQ(times_.tls.count() > 0, GetParam());
  user.send(kAskOnce);
  EXPECT_EQ(user.left, kAskOnce.size()) << "counted before TLS";
  EXPECT_FALSE(user.transport.unsent());
  turnUntil([&] { return user.after == After::kEnded; });
  EXPECT_EQ(user.text.substr(0, 15), "HTTP/1.1 200 OK");
  user.transport.close();
  EXPECT_FALSE(user.transport.isOpen());
}

TEST_P(TransportTest, LargeAmountsAreTakenInPieces) {
  TransportUser user(context_);
  open(user);
  const std::string body(1 << 20, 'b');
  const std::string ask =
      "POST /early-response HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n" + body;
  const iovec whole{const_cast<char*>(ask.data()), ask.size()};
  const std::int64_t taken = user.transport.write({&whole, 1}, user.left);
  EXPECT_GT(taken, 0);
  EXPECT_LE(static_cast<std::size_t>(taken), ask.size());
  if (GetParam()) {
    EXPECT_EQ(static_cast<std::size_t>(taken), user.transport.pieceBytes());
  }
}

TEST_P(TransportTest, GoesOverToAnotherUser) {
  auto first = std::make_unique<TransportUser>(context_);
  open(*first);
  TransportUser second(context_);
  ASSERT_TRUE(second.transport.take(first->transport));
  EXPECT_FALSE(first->transport.isOpen());
  EXPECT_EQ(second.transport.peer().text(), first->transport.peer().text());
  first.reset();
  second.send(kAsk);
  turnUntil([&] { return second.text.size() > 15; });
  EXPECT_EQ(second.text.substr(0, 15), "HTTP/1.1 200 OK");
  EXPECT_EQ(server_->connectionCount(), 1U);
}

TEST_P(TransportTest, AClosedOneHandsOnWhatResumesItsTlsSession) {
  TransportUser first(context_);
  open(first);
  first.send(kAsk);
  turnUntil([&] { return first.text.size() > 15; });
  first.transport.close();
  TransportUser second(context_);
  ASSERT_TRUE(second.transport.take(first.transport));
  open(second);
  EXPECT_EQ(times_.handshake,
            GetParam() ? base::TlsHandshake::kResumed : base::TlsHandshake::kNone);
}

TEST_P(TransportTest, CanBeOpenedAgain) {
  TransportUser user(context_);
  for (int i = 1; i <= 3; ++i) {
    open(user);
    EXPECT_EQ(user.opened, i);
    user.transport.close();
  }
  EXPECT_EQ(context_.openings.size(), 1U);
}

TEST_P(TransportTest, GivingUpTellsNobody) {
  TransportUser user(context_);
  user.transport.open({.origin = &origin_, .times = &times_}, user);
  EXPECT_EQ(user.transport.stage(), "connecting");
  user.transport.bookTime();
  EXPECT_EQ(times_.failed, 1);
  user.transport.close();
  loop_->runOnce(milliseconds(5));
  EXPECT_EQ(user.opened + user.unopened, 0);
  EXPECT_EQ(context_.free_openings.size(), 1U);
}

TEST_P(TransportTest, AFailureIsToldOnceAndTheUserMayGo) {
  origin_.port = 1;
  auto user = std::make_unique<TransportUser>(context_);
  int told = 0;
  user->then = [&] {
    ++told;
    EXPECT_EQ(user->failure.text, "connection refused 127.0.0.1:1");
    EXPECT_FALSE(user->transport.isOpening());
    user.reset();
  };
  user->transport.open({.origin = &origin_, .times = &times_}, *user);
  turnUntil([&] { return told > 0; });
  EXPECT_EQ(told, 1);
  EXPECT_EQ(times_.failed, 1);
}

INSTANTIATE_TEST_SUITE_P(All, TransportTest, ::testing::Bool());

}  // namespace
}  // namespace hrp::http
