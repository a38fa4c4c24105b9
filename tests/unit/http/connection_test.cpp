#include "http/connection.hpp"

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
using testing::TestCertificate;
using testing::TestServer;
using testing::TlsFixture;

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
}

}  // namespace
}  // namespace hrp::http
