#include "http/transport/proxy_tunnel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/http/credentials.hpp"
#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"
#include "support/test_certificate.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;
using testing::HttpProbe;
using testing::Outcome;
using testing::TestCertificate;
using testing::TestServer;

struct ProxyFixture {
  explicit ProxyFixture(const std::string& host, bool tls = false, const std::string& user = "",
                        const std::string& wanted = "")
      : certificate("DNS:" + host),
        server(std::move(*TestServer::start({.certificate_file = certificate.certificateFile(),
                                             .key_file = certificate.keyFile(),
                                             .proxy = true,
                                             .proxy_authorization = wanted}))),
        probe({.origin = {.tls = tls, .host = host, .port = std::uint16_t(tls ? 443 : 80)},
               .context = {.ca_certificates = certificate.certificatePem(),
                           .proxy = {.url = "http://" + user +
                                            "127.0.0.1:" + std::to_string(server->port()),
                                     .bypass = "direct.test"}}}) {}
  TestCertificate certificate;
  std::unique_ptr<TestServer> server;
  HttpProbe probe;
};

TEST(ProxyTest, PlainRequestsAreInAbsoluteForm) {
  ProxyFixture fixture("web.test");
  const Outcome outcome = fixture.probe.get("/echo?a=1");
  ASSERT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_THAT(outcome.body, HasSubstr(R"("target":"http://web.test/echo?a=1")"));
  EXPECT_EQ(outcome.trace.peer.port(), fixture.server->port());
  EXPECT_TRUE(fixture.probe.get("/hello").trace.phases.reused);
  fixture.probe.origin().port = 8080;
  EXPECT_THAT(fixture.probe.get("/echo").body,
              HasSubstr(R"("target":"http://web.test:8080/echo")"));
  EXPECT_EQ(fixture.server->connectionCount(), 2u);
}

TEST(ProxyTest, SecureRequestsGoThroughATunnel) {
  ProxyFixture fixture("web.test", true);
  const Request& request = fixture.probe.request("GET", "/echo");
  const Outcome first = fixture.probe.run(request);
  ASSERT_EQ(first.status, 200) << first.message;
  EXPECT_THAT(first.body, HasSubstr(R"("target":"/echo")"));
  EXPECT_EQ(first.trace.bytes_sent, request.head.size());
  EXPECT_GT(first.trace.phases.connect.count(), 0);
  EXPECT_GT(first.trace.phases.tls.count(), 0);
  EXPECT_TRUE(fixture.probe.get("/hello").trace.phases.reused);
  EXPECT_EQ(fixture.server->requestCount("web.test:443"), 1u);
}

TEST(ProxyTest, A407BehindATunnelIsOfTheServer) {
  ProxyFixture fixture("web.test", true);
  const Outcome outcome = fixture.probe.get("/status/407");
  EXPECT_EQ(outcome.status, 407) << outcome.message;
}

TEST(ProxyTest, CredentialsAreSentToTheProxyOnly) {
  const std::string wanted = basicCredentials("us:p");
  ProxyFixture plain("web.test", false, "us:p@", wanted);
  EXPECT_EQ(plain.probe.get("/echo").status, 200);
  ProxyFixture secure("web.test", true, "us:p@", wanted);
  const Outcome outcome = secure.probe.get("/echo");
  EXPECT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_THAT(outcome.body, ::testing::Not(HasSubstr("Proxy-Authorization")));
}

TEST(ProxyTest, MissingCredentialsFailTheExchange) {
  for (const bool tls : {false, true}) {
    ProxyFixture fixture("web.test", tls, "us:wrong@", basicCredentials("us:p"));
    const Outcome outcome = fixture.probe.get("/echo");
    EXPECT_EQ(outcome.kind, ErrorKind::kConnect);
    EXPECT_EQ(outcome.message, "the proxy asks for a user and a password (407)");
    EXPECT_EQ(outcome.calls, 1);
  }
}

struct TunnelFault {
  std::string host;
  ErrorKind kind;
  std::string message;
};

class TunnelFaultTest : public ::testing::TestWithParam<TunnelFault> {};

TEST_P(TunnelFaultTest, IsClassified) {
  ProxyFixture fixture(GetParam().host, true);
  const Outcome outcome = fixture.probe.getWithin("/hello", std::chrono::milliseconds(300));
  EXPECT_EQ(outcome.kind, GetParam().kind);
  EXPECT_EQ(outcome.message, GetParam().message);
  EXPECT_EQ(outcome.calls, 1);
  EXPECT_EQ(outcome.trace.bytes_sent, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    All, TunnelFaultTest,
    ::testing::Values(
        TunnelFault{"refuse.test", ErrorKind::kConnect,
                    "the proxy refused the tunnel with status 403"},
        TunnelFault{"garbage.test", ErrorKind::kProtocol, "proxy: not an HTTP/1 response"},
        TunnelFault{"close.test", ErrorKind::kConnect, "the proxy closed the connection"},
        TunnelFault{"early.test", ErrorKind::kProtocol, "proxy: data before the tunnel was used"},
        TunnelFault{"never.test", ErrorKind::kTimeout, "timeout waiting for the proxy"}));

TEST(ProxyTest, AProxyThatIsNotThereIsNamed) {
  HttpProbe probe({.origin = {.host = "web.test"}, .context = {.proxy = {.url = "127.0.0.1:1"}}});
  const Outcome outcome = probe.get("/");
  EXPECT_EQ(outcome.kind, ErrorKind::kConnect);
  EXPECT_EQ(outcome.message, "connection refused proxy 127.0.0.1:1");
  HttpProbe nowhere(
      {.origin = {.host = "web.test"}, .context = {.proxy = {.url = "no-such-proxy.invalid:1"}}});
  const Outcome unresolved = nowhere.get("/");
  EXPECT_EQ(unresolved.kind, ErrorKind::kDns);
  EXPECT_THAT(unresolved.message, HasSubstr("proxy: cannot resolve no-such-proxy.invalid"));
}

TEST(ProxyTest, BypassedHostsAreReachedDirectly) {
  ProxyFixture fixture("direct.test");
  EXPECT_EQ(fixture.probe.get("/").kind, ErrorKind::kDns);
  EXPECT_EQ(fixture.server->connectionCount(), 0u);
}

class ProxyTunnelTest : public ::testing::Test {
 protected:
  using Status = ProxyTunnel::Status;
  ProxyTunnelTest() { tunnel_.begin({.host = "web.test", .port = 443}, {.host = "proxy"}); }
  ProxyTunnel tunnel_;
};

TEST_F(ProxyTunnelTest, AsksForTheOrigin) {
  EXPECT_EQ(tunnel_.unsent(), "CONNECT web.test:443 HTTP/1.1\r\nHost: web.test:443\r\n\r\n");
  tunnel_.sent(8);
  EXPECT_EQ(tunnel_.unsent().substr(0, 8), "web.test");
  tunnel_.begin({.host = "::1", .port = 8443}, {.host = "proxy", .authorization = "Basic eA=="});
  EXPECT_EQ(tunnel_.unsent(),
            "CONNECT [::1]:8443 HTTP/1.1\r\nHost: [::1]:8443\r\n"
            "Proxy-Authorization: Basic eA==\r\n\r\n");
}

TEST_F(ProxyTunnelTest, AnAnswerMayComeByteByByteAndAfterOthers) {
  const std::string answer =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103\r\nLink: x\r\n\r\n"
      "HTTP/1.0 200 Connection established\nVia: p\n\n";
  for (std::size_t i = 0; i + 1 < answer.size(); ++i) {
    ASSERT_EQ(tunnel_.feed({&answer[i], 1}), Status::kNeedMore) << i;
  }
  EXPECT_EQ(tunnel_.feed({&answer.back(), 1}), Status::kOpen);
}

TEST_F(ProxyTunnelTest, AnswersThatAreNoneAreFailures) {
  const std::vector<std::pair<std::string, std::string>> answers{
      {"SSH-2.0", "proxy: not an HTTP/1 response"},
      {"HTTP/2", "proxy: not an HTTP/1 response"},
      {"HTTP/1.1 2000 OK\r\n\r\n", "proxy: malformed status line"},
      {"HTTP/1.1 2x0 OK\r\n\r\n", "proxy: malformed status line"},
      {"HTTP/1.1\r\n\r\n", "proxy: malformed status line"},
      {"HTTP/1.1 200 OK\r\n\r\nx", "proxy: data before the tunnel was used"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(64 << 10, 'x'),
       "proxy: response head beyond the limit"},
      {"HTTP/1.1 502 Bad Gateway\r\n\r\nsorry", "the proxy refused the tunnel with status 502"},
      {"HTTP/1.1 407 Who\r\n\r\n", "the proxy asks for a user and a password (407)"},
  };
  for (const auto& [answer, text] : answers) {
    ProxyTunnel tunnel;
    tunnel.begin({.host = "web.test", .port = 443}, {.host = "proxy"});
    EXPECT_EQ(tunnel.feed(answer), Status::kFailed) << answer;
    EXPECT_EQ(tunnel.failure().text, text);
  }
}

TEST_F(ProxyTunnelTest, AFloodOfInterimAnswersIsBounded) {
  Status status = Status::kNeedMore;
  for (int i = 0; i < 10'000 && status == Status::kNeedMore; ++i) {
    status = tunnel_.feed("HTTP/1.1 100 Continue\r\n\r\n");
  }
  EXPECT_EQ(status, Status::kFailed);
}

}  // namespace
}  // namespace hrp::http
