#include "http/http1/http1_session.hpp"

#include <gtest/gtest.h>

#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"
#include "support/stored_body.hpp"
#include "support/tls_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using testing::HttpProbe;
using testing::Outcome;
using testing::StoredBody;
using testing::TestServer;
using testing::TlsFixture;

TEST(ConnectionSendingTest, SendsABodyThatLiesInPiecesOverTls) {
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
