#include "http/transport/opening.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"
#include "support/test_certificate.hpp"
#include "support/tls_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;
using testing::HttpProbe;
using testing::Outcome;
using testing::TestServer;
using testing::TlsFixture;

// A listener whose queue is full: what else wants to connect hears nothing.
class DeafListener {
 public:
  explicit DeafListener(net::Address address)
      : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int bound = ::bind(listener_.get(), address.data(), address.size());
    EXPECT_EQ(bound, 0);
    EXPECT_EQ(::listen(listener_.get(), 0), 0);
    for (int i = 0; i < 3; ++i) {
      queued_.push_back(std::move(net::startConnect(address).descriptor));
    }
  }

 private:
  net::Descriptor listener_;
  std::vector<net::Descriptor> queued_;
};

TEST(ConnectionOpeningTlsTest, ResumesItsSessionOnTheNextConnection) {
  for (const bool resumption : {true, false}) {
    TlsFixture tls("IP:127.0.0.1", true);
    HttpProbe probe({.origin = tls.probe.origin(),
                     .keep_alive = false,
                     .context = {.ca_certificates = tls.certificate.certificatePem(),
                                 .tls_resumption = resumption}});
    EXPECT_EQ(probe.get("/hello").trace.phases.handshake, base::TlsHandshake::kFull);
    EXPECT_EQ(probe.get("/hello").trace.phases.handshake,
              resumption ? base::TlsHandshake::kResumed : base::TlsHandshake::kFull);
  }
}

TEST(ConnectionOpeningTest, AFailingAddressFallsToTheNextAndIsCounted) {
  auto server = std::move(*TestServer::start());
  const std::string port = std::to_string(server->port());
  HttpProbe probe({.origin = {.host = "shop.example", .port = server->port()},
                   .context = {.pins = {*net::parsePinnedName("shop.example:" + port +
                                                              ":127.0.0.9,127.0.0.1,[::1]")}}});
  const Outcome outcome = probe.get("/hello");
  EXPECT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_EQ(outcome.trace.phases.failed, 1);
  EXPECT_EQ(outcome.trace.phases.opened, 1);
}

TEST(ConnectionOpeningTest, AnAddressThatDoesNotAnswerFallsToTheNextInTime) {
  auto server = std::move(*TestServer::start());
  net::Address deaf = *net::Address::fromLiteral("127.0.0.9");
  deaf.setPort(server->port());
  const DeafListener listener(deaf);
  const std::string port = std::to_string(server->port());
  HttpProbe probe({.origin = {.host = "shop.example", .port = server->port()},
                   .context = {.pins = {*net::parsePinnedName("shop.example:" + port +
                                                              ":127.0.0.9,127.0.0.1")}}});
  const Outcome outcome = probe.getWithin("/hello", std::chrono::milliseconds(800));
  EXPECT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_EQ(outcome.trace.phases.failed, 1);
  EXPECT_GE(outcome.trace.phases.connect, std::chrono::milliseconds(300));
}

TEST(ConnectionOpeningTest, ARefusedConnectionIsCountedAsFailed) {
  HttpProbe probe({.origin = {.host = "127.0.0.1", .port = 1}, .context = {}});
  const Outcome outcome = probe.get("/hello");
  EXPECT_EQ(outcome.kind, ErrorKind::kConnect);
  EXPECT_EQ(outcome.trace.phases.failed, 1);
  EXPECT_EQ(outcome.trace.phases.opened, 0);
}

TEST(ConnectionOpeningTlsTest, NamesWhyACertificateIsNotTrusted) {
  TlsFixture tls("IP:127.0.0.1", false);
  const Outcome outcome = tls.probe.get("/hello");
  EXPECT_EQ(outcome.kind, ErrorKind::kTls);
  EXPECT_EQ(outcome.message, "TLS: certificate verify failed: self-signed certificate");
  EXPECT_EQ(outcome.trace.bytes_sent, 0u);
}

TEST(ConnectionOpeningTlsTest, ChecksTheHostName) {
  TlsFixture other("DNS:elsewhere.example", true, "localhost");
  const Outcome outcome = other.probe.get("/hello");
  EXPECT_EQ(outcome.kind, ErrorKind::kTls);
  EXPECT_EQ(outcome.message, "TLS: certificate verify failed: hostname mismatch");
  TlsFixture right("DNS:localhost", true, "localhost");
  EXPECT_EQ(right.probe.get("/hello").status, 200);
}

TEST(ConnectionOpeningTlsTest, ChecksNothingWhenToldNotTo) {
  TlsFixture tls("DNS:elsewhere.example", false);
  tls.probe.origin().verify_tls = false;
  EXPECT_EQ(tls.probe.get("/hello").status, 200);
}

TEST(ConnectionOpeningTlsTest, APlainServerIsATlsFailure) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(
      {.origin = {.tls = true, .verify_tls = false, .host = "127.0.0.1", .port = server->port()},
       .context = {}});
  // The server waits for the end of a head that never comes, or answers what is no TLS.
  const Outcome outcome = probe.getWithin("/hello", std::chrono::milliseconds(150));
  EXPECT_TRUE(outcome.kind == ErrorKind::kTls || outcome.kind == ErrorKind::kTimeout);
  EXPECT_THAT(outcome.message, HasSubstr("TLS"));
}

}  // namespace
}  // namespace hrp::http
