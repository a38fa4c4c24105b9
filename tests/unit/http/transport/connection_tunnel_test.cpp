// The proxy part of Connection (src/http/transport/connection_tunnel.cpp), against the test server
// as a proxy.

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

}  // namespace
}  // namespace hrp::http
