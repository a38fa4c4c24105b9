#include "http/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "support/http_probe.hpp"
#include "support/stored_body.hpp"
#include "support/test_certificate.hpp"
#include "support/test_server.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;
using testing::HttpProbe;
using testing::Outcome;
using testing::StoredBody;
using testing::TestCertificate;
using testing::TestServer;

struct Fault {
  std::string path;
  ErrorKind kind;
  std::string message;
};

class FaultTest : public ::testing::TestWithParam<Fault> {};

TEST_P(FaultTest, IsClassifiedAndTheNextExchangeWorks) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  const Outcome outcome = probe.get(GetParam().path);
  EXPECT_EQ(outcome.kind, GetParam().kind) << outcome.message;
  EXPECT_EQ(outcome.message, GetParam().message);
  EXPECT_EQ(outcome.calls, 1);
  EXPECT_EQ(probe.get("/hello").status, 200);
}

INSTANTIATE_TEST_SUITE_P(
    All, FaultTest,
    ::testing::Values(
        Fault{"/close-mid-body", ErrorKind::kReset, "connection closed inside the response body"},
        Fault{"/content-length-lies", ErrorKind::kReset,
              "connection closed inside the response body"},
        Fault{"/chunked-bad", ErrorKind::kProtocol, "malformed chunk"},
        Fault{"/malformed-header", ErrorKind::kProtocol, "malformed header line"},
        Fault{"/huge-header", ErrorKind::kProtocol, "response head beyond the limit"},
        Fault{"/reset", ErrorKind::kReset, "connection reset by the server"},
        Fault{"/early-close", ErrorKind::kReset, "connection closed before the response"},
        Fault{"/garbage", ErrorKind::kProtocol, "not an HTTP/1 response"}));

struct Good {
  std::string path;
  int status;
  std::string body;
  bool reused_next;
};

class GoodTest : public ::testing::TestWithParam<Good> {};

TEST_P(GoodTest, DeliversTheBodyAndKeepsTheConnectionWhenAllowed) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  const Outcome outcome = probe.get(GetParam().path);
  EXPECT_EQ(outcome.status, GetParam().status) << outcome.message;
  EXPECT_EQ(outcome.body, GetParam().body);
  const Outcome next = probe.get("/hello");
  EXPECT_EQ(next.status, 200);
  EXPECT_EQ(next.trace.phases.reused, GetParam().reused_next);
}

INSTANTIATE_TEST_SUITE_P(All, GoodTest,
                         ::testing::Values(Good{"/chunked", 200, "hello chunky world", true},
                                           Good{"/1xx", 200, "ok", true},
                                           Good{"/trailing-garbage", 200, "ok", false},
                                           Good{"/until-close", 200, "until the end", false},
                                           Good{"/http10", 200, "ok", false},
                                           Good{"/slow-bytes", 200, "one by one", true},
                                           Good{"/status/204", 204, "", true},
                                           Good{"/status/304", 304, "", true},
                                           Good{"/status/500", 500, R"({"status":500})", true},
                                           Good{"/delay/20", 200, R"({"delayed":20})", true}));

TEST(ConnectionTest, AHeadResponseHasNoBody) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  const Outcome outcome = probe.run(probe.request("HEAD", "/hello"));
  EXPECT_EQ(outcome.status, 200);
  EXPECT_EQ(outcome.body, "");
  EXPECT_TRUE(probe.get("/hello").trace.phases.reused);
}

struct TlsFixture {
  explicit TlsFixture(const std::string& names, bool trust, const std::string& host = "127.0.0.1")
      : certificate(names),
        server(std::move(*TestServer::start({.certificate_file = certificate.certificateFile(),
                                             .key_file = certificate.keyFile()}))),
        probe({.origin = {.tls = true, .host = host, .port = server->port()},
               .context = {.ca_certificates = trust ? certificate.certificatePem() : ""}}) {}
  TestCertificate certificate;
  std::unique_ptr<TestServer> server;
  HttpProbe probe;
};

TEST(ConnectionTlsTest, TrustsACaFileAndKeepsTheConnection) {
  TlsFixture tls("IP:127.0.0.1", true);
  const Request& request = tls.probe.request("GET", "/hello");
  const Outcome first = tls.probe.run(request);
  EXPECT_EQ(first.status, 200) << first.message;
  EXPECT_GT(first.trace.phases.tls.count(), 0);
  EXPECT_EQ(first.trace.bytes_sent, request.head.size());
  EXPECT_EQ(first.trace.bytes_received, 88u);
  // Session tickets arrive on the idle connection and must not close it.
  tls.probe.loop().runOnce(std::chrono::milliseconds(5));
  const Outcome second = tls.probe.get("/hello");
  EXPECT_TRUE(second.trace.phases.reused);
  EXPECT_EQ(second.trace.phases.tls.count(), 0);
  EXPECT_EQ(first.trace.phases.opened, 1);
  EXPECT_EQ(first.trace.phases.handshake, base::TlsHandshake::kFull);
  EXPECT_EQ(second.trace.phases.opened, 0);
  EXPECT_EQ(second.trace.phases.handshake, base::TlsHandshake::kNone);
}

TEST(ConnectionTlsTest, ResumesItsSessionOnTheNextConnection) {
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

TEST(ConnectionTest, AFailingAddressFallsToTheNextAndIsCounted) {
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

TEST(ConnectionTest, AnAddressThatDoesNotAnswerFallsToTheNextInTime) {
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

TEST(ConnectionTest, ARefusedConnectionIsCountedAsFailed) {
  HttpProbe probe({.origin = {.host = "127.0.0.1", .port = 1}, .context = {}});
  const Outcome outcome = probe.get("/hello");
  EXPECT_EQ(outcome.kind, ErrorKind::kConnect);
  EXPECT_EQ(outcome.trace.phases.failed, 1);
  EXPECT_EQ(outcome.trace.phases.opened, 0);
}

TEST(ConnectionTlsTest, NamesWhyACertificateIsNotTrusted) {
  TlsFixture tls("IP:127.0.0.1", false);
  const Outcome outcome = tls.probe.get("/hello");
  EXPECT_EQ(outcome.kind, ErrorKind::kTls);
  EXPECT_EQ(outcome.message, "TLS: certificate verify failed: self-signed certificate");
  EXPECT_EQ(outcome.trace.bytes_sent, 0u);
}

TEST(ConnectionTlsTest, ChecksTheHostName) {
  TlsFixture other("DNS:elsewhere.example", true, "localhost");
  const Outcome outcome = other.probe.get("/hello");
  EXPECT_EQ(outcome.kind, ErrorKind::kTls);
  EXPECT_EQ(outcome.message, "TLS: certificate verify failed: hostname mismatch");
  TlsFixture right("DNS:localhost", true, "localhost");
  EXPECT_EQ(right.probe.get("/hello").status, 200);
}

TEST(ConnectionTlsTest, ChecksNothingWhenToldNotTo) {
  TlsFixture tls("DNS:elsewhere.example", false);
  tls.probe.origin().verify_tls = false;
  EXPECT_EQ(tls.probe.get("/hello").status, 200);
}

TEST(ConnectionTlsTest, CarriesLargeBodiesBothWays) {
  TlsFixture tls("IP:127.0.0.1", true);
  EXPECT_EQ(tls.probe.get("/bytes/3000000").body, std::string(3'000'000, 'x'));
  const Request& request = tls.probe.request("POST", "/echo", std::string(3 << 20, 'b'));
  const Outcome outcome = tls.probe.run(request);
  EXPECT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_EQ(outcome.trace.bytes_sent, request.head.size() + request.body.size());
}

TEST(ConnectionTlsTest, ReconnectsWithAndWithoutKeepAlive) {
  TlsFixture tls("IP:127.0.0.1", true);
  HttpProbe probe({.origin = tls.probe.origin(),
                   .keep_alive = false,
                   .context = {.ca_certificates = tls.certificate.certificatePem()}});
  for (int i = 0; i < 4; ++i) {
    const Outcome outcome = probe.get("/hello");
    EXPECT_EQ(outcome.status, 200) << outcome.message;
    EXPECT_GT(outcome.trace.phases.tls.count(), 0);
  }
  EXPECT_EQ(tls.server->connectionCount(), 4u);
}

TEST(ConnectionTlsTest, FaultsAreClassified) {
  TlsFixture tls("IP:127.0.0.1", true);
  EXPECT_EQ(tls.probe.get("/close-mid-body").kind, ErrorKind::kReset);
  EXPECT_EQ(tls.probe.get("/garbage").kind, ErrorKind::kProtocol);
  EXPECT_EQ(tls.probe.get("/early-close").kind, ErrorKind::kReset);
  EXPECT_EQ(tls.probe.get("/until-close").body, "until the end");
  EXPECT_EQ(tls.probe.get("/chunked").body, "hello chunky world");
  EXPECT_EQ(tls.probe.get("/drop-reused").status, 200);
}

TEST(ConnectionTlsTest, APlainServerIsATlsFailure) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(
      {.origin = {.tls = true, .verify_tls = false, .host = "127.0.0.1", .port = server->port()},
       .context = {}});
  // The server waits for the end of a head that never comes, or answers what is no TLS.
  const Outcome outcome = probe.getWithin("/hello", std::chrono::milliseconds(150));
  EXPECT_TRUE(outcome.kind == ErrorKind::kTls || outcome.kind == ErrorKind::kTimeout);
  EXPECT_THAT(outcome.message, HasSubstr("TLS"));
}

TEST(ConnectionTest, SendsABodyThatLiesInPiecesOverTls) {
  TlsFixture tls("IP:127.0.0.1", true);
  const std::string file(1 << 20, 'f');
  const std::vector<BodyPiece> pieces = {{file}, {"-end"}};
  const std::string whole = "start-" + file + "-end";
  Request& request = tls.probe.request("POST", "/echo", whole);
  request.body = request.body.substr(0, 6);
  request.more_body = pieces;
  request.more_bytes = whole.size() - 6;
  const Outcome outcome = tls.probe.run(request);
  ASSERT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_NE(outcome.body.find(whole), std::string::npos);
}

TEST(StoredBodyTest, IsReadAsItIsSent) {
  StoredBody body;
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = probe.run(body.ask(probe));
    ASSERT_EQ(outcome.status, 200) << outcome.message;
    EXPECT_NE(outcome.body.find(body.whole), std::string::npos);
  }
}

TEST(StoredBodyTest, IsReadAsItIsSentOverTls) {
  StoredBody body;
  TlsFixture tls("IP:127.0.0.1", true);
  const Outcome outcome = tls.probe.run(body.ask(tls.probe));
  ASSERT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_NE(outcome.body.find(body.whole), std::string::npos);
}

TEST(StoredBodyTest, AFileThatBecameShorterFailsTheRequestByItsName) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  TlsFixture tls("IP:127.0.0.1", true);
  for (HttpProbe* const asked : {&probe, &tls.probe}) {
    StoredBody body;
    body.shorten();
    const Outcome outcome = asked->run(body.ask(*asked));
    EXPECT_EQ(outcome.kind, ErrorKind::kScript);
    EXPECT_EQ(outcome.message, "upload: " + body.path + ": shorter than when it was opened");
    EXPECT_EQ(asked->get("/hello").status, 200);
  }
}

}  // namespace
}  // namespace hrp::http
