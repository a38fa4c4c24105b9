#include "hrp/net/tls.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>

#include "support/test_certificate.hpp"

namespace hrp::net {
namespace {

using Status = TlsSession::Status;

// A server over memory: what the session sends goes in, what it answers comes out.
class MemoryServer {
 public:
  explicit MemoryServer(const testing::TestCertificate& certificate)
      : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate_file(context_, certificate.certificateFile().c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context_, certificate.keyFile().c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_set_alpn_select_cb(context_, choose, this);
    SSL_CTX_set_session_ticket_cb(context_, nullptr, resuming, this);
    restart();
  }
  ~MemoryServer() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  void restart() {
    SSL_free(ssl_);
    ssl_ = SSL_new(context_);
    SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl_);
  }
  // Of connections from restart() on; `trusted` signs itself.
  void demandCertificate(const testing::TestCertificate& trusted) {
    SSL_CTX_load_verify_file(context_, trusted.certificateFile().c_str());
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    restart();
  }
  [[nodiscard]] bool sawCertificate() const { return SSL_get0_peer_certificate(ssl_) != nullptr; }
  // How many a full handshake gives, and whether a resumed one gives one.
  void giveTickets(std::size_t on_full, bool on_resumed) {
    SSL_CTX_set_num_tickets(context_, on_full);
    tickets_when_resumed_ = on_resumed;
    restart();
  }
  // Tickets that it gave are of no use any more.
  void forgetKeys() {
    std::array<unsigned char, 80> keys{};
    SSL_CTX_ctrl(context_, SSL_CTRL_SET_TLSEXT_TICKET_KEYS, keys.size(), keys.data());
  }
  void speakAtMost(int version) {
    SSL_CTX_set_max_proto_version(context_, version);
    restart();
  }
  std::string exchange(std::string_view received) {
    BIO_write(SSL_get_rbio(ssl_), received.data(), static_cast<int>(received.size()));
    std::array<char, 4096> buffer{};
    int count = 0;
    while ((count = SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()))) > 0) {
      plain.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return pending();
  }
  std::string send(std::string_view text) {
    SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
    return pending();
  }

  std::string plain;
  std::string offered;  // by ALPN
  std::string chosen;   // of it; empty: nothing

 private:
  static int choose(SSL* /*ssl*/, const unsigned char** out, unsigned char* size,
                    const unsigned char* list, unsigned list_size, void* self) {
    auto& server = *static_cast<MemoryServer*>(self);
    server.offered.assign(reinterpret_cast<const char*>(list), list_size);
    if (server.chosen.empty()) return SSL_TLSEXT_ERR_NOACK;
    *out = reinterpret_cast<const unsigned char*>(server.chosen.data());
    *size = static_cast<unsigned char>(server.chosen.size());
    return SSL_TLSEXT_ERR_OK;
  }
  // Called when a ticket was offered.
  static SSL_TICKET_RETURN resuming(SSL* ssl, SSL_SESSION* /*session*/,
                                    const unsigned char* /*name*/, std::size_t /*size*/,
                                    SSL_TICKET_STATUS status, void* self) {
    const bool known = status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW;
    if (!known) return SSL_TICKET_RETURN_IGNORE_RENEW;
    const bool gives = static_cast<MemoryServer*>(self)->tickets_when_resumed_;
    if (!gives) SSL_set_num_tickets(ssl, 0);
    return gives ? SSL_TICKET_RETURN_USE_RENEW : SSL_TICKET_RETURN_USE;
  }
  std::string pending() {
    std::string out(BIO_ctrl_pending(SSL_get_wbio(ssl_)), '\0');
    if (!out.empty()) BIO_read(SSL_get_wbio(ssl_), out.data(), static_cast<int>(out.size()));
    return out;
  }
  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  bool tickets_when_resumed_ = true;
};

class TlsTest : public ::testing::Test {
 protected:
  Status connect(TlsSession& session, const std::string& host, bool http2 = false) {
    return connectTo(server_, session, host, http2);
  }
  Status connectTo(MemoryServer& server, TlsSession& session, const std::string& host,
                   bool http2 = false) {
    EXPECT_TRUE(session.open(host, http2));
    Status status = session.handshake();
    for (int i = 0; i < 10 && status == Status::kBlocked; ++i) {
      from_server_ = flush(session, server);
      session.feed(from_server_);
      status = session.handshake();
    }
    return status;
  }
  // One connection with a byte from the server, which comes behind its tickets; whether it resumed.
  bool resumedBy(TlsSession& session) {
    server_.restart();
    EXPECT_EQ(connect(session, "127.0.0.1"), Status::kDone) << session.failure().text;
    const bool resumed = session.resumed();
    from_server_ = flush(session);
    from_server_ += server_.send("x");
    session.feed(from_server_);
    std::array<char, 8> buffer{};
    std::size_t count = 0;
    EXPECT_EQ(session.read(buffer, count), Status::kDone);
    session.close();
    return resumed;
  }
  std::string flush(TlsSession& session) { return flush(session, server_); }
  static std::string flush(TlsSession& session, MemoryServer& server) {
    std::string answer = server.exchange(session.output());
    session.sent(session.output().size());
    return answer;
  }
  std::unique_ptr<TlsContext> context(bool verify) {
    return std::move(*TlsContext::create(
        {.verify = verify, .ca_certificates = verify ? certificate_.certificatePem() : ""}));
  }

  testing::TestCertificate certificate_{"DNS:localhost,IP:127.0.0.1"};
  MemoryServer server_{certificate_};
  std::string from_server_;
};

TEST_F(TlsTest, OffersHttp2OnDemand) {
  const auto shared = context(true);
  TlsSession session(*shared);
  ASSERT_EQ(connect(session, "localhost", true), Status::kDone);
  EXPECT_EQ(server_.offered, "\2h2\10http/1.1");
  EXPECT_FALSE(session.http2());
  server_.restart();
  server_.chosen = "h2";
  ASSERT_EQ(connect(session, "localhost", true), Status::kDone);
  EXPECT_TRUE(session.http2());
  server_.restart();
  server_.chosen = "http/1.1";
  ASSERT_EQ(connect(session, "localhost"), Status::kDone);
  EXPECT_EQ(server_.offered, "\10http/1.1");
  EXPECT_FALSE(session.http2());
}

TEST_F(TlsTest, CarriesBytesBothWays) {
  const auto shared = context(true);
  TlsSession session(*shared);
  ASSERT_EQ(connect(session, "localhost"), Status::kDone) << session.failure().text;
  ASSERT_TRUE(session.write("request"));
  from_server_ = flush(session);
  EXPECT_EQ(server_.plain, "request");
  from_server_ += server_.send("response");
  session.feed(from_server_);
  std::array<char, 64> buffer{};
  std::size_t count = 0;
  ASSERT_EQ(session.read(buffer, count), Status::kDone);
  EXPECT_EQ(std::string(buffer.data(), count), "response");
  EXPECT_EQ(session.read(buffer, count), Status::kBlocked);
}

TEST_F(TlsTest, TellsWhenAllIsDecrypted) {
  const auto shared = context(true);
  TlsSession session(*shared);
  ASSERT_EQ(connect(session, "localhost"), Status::kDone) << session.failure().text;
  from_server_ = flush(session);
  from_server_ += server_.send("first");
  from_server_ += server_.send("second");
  const std::string torn = server_.send("third");
  from_server_ += torn.substr(0, torn.size() - 1);
  session.feed(from_server_);
  EXPECT_FALSE(session.drained());
  std::array<char, 4> buffer{};
  std::size_t count = 0;
  std::string text;
  while (text.size() < 11) {
    EXPECT_FALSE(session.drained()) << text;
    ASSERT_EQ(session.read(buffer, count), Status::kDone) << text;
    text.append(buffer.data(), count);
  }
  EXPECT_EQ(text, "firstsecond");
  EXPECT_FALSE(session.drained());  // part of a record is left
  EXPECT_EQ(session.read(buffer, count), Status::kBlocked);
  session.feed(std::string_view(torn).substr(torn.size() - 1));
  ASSERT_EQ(session.read(buffer, count), Status::kDone);
  EXPECT_FALSE(session.drained());  // "d" is left
  ASSERT_EQ(session.read(buffer, count), Status::kDone);
  EXPECT_TRUE(session.drained());
}

// OpenSSL keeps errors by thread: one that others left must not fail a session.
TEST_F(TlsTest, ErrorsOfOthersAreNoneOfTheSession) {
  const auto shared = context(true);
  TlsSession session(*shared);
  ASSERT_EQ(connect(session, "localhost"), Status::kDone) << session.failure().text;
  ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
  std::array<char, 8> buffer{};
  std::size_t count = 0;
  EXPECT_EQ(session.read(buffer, count), Status::kBlocked) << session.failure().text;
}

TEST_F(TlsTest, ResumesTheLastSession) {
  const auto shared = context(true);
  TlsSession session(*shared);
  for (const bool resumed : {false, true}) {
    server_.restart();
    ASSERT_EQ(connect(session, "127.0.0.1"), Status::kDone) << session.failure().text;
    EXPECT_EQ(session.resumed(), resumed);
    // The ticket comes with what the server sends after the handshake.
    from_server_ = flush(session);
    from_server_ += server_.send("x");
    session.feed(from_server_);
    std::array<char, 8> buffer{};
    std::size_t count = 0;
    EXPECT_EQ(session.read(buffer, count), Status::kDone);
    session.close();
    EXPECT_FALSE(session.isOpen());
  }
}

// As Node, h2o and lighttpd do.
TEST_F(TlsTest, TheTicketsOfOneFullHandshakeServeAllConnections) {
  server_.giveTickets(2, false);
  const auto shared = context(true);
  TlsSession session(*shared);
  EXPECT_FALSE(resumedBy(session));
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(resumedBy(session)) << i;
}

TEST_F(TlsTest, SoDoTicketsThatComeAgain) {
  for (const std::size_t on_full : {1, 2, 7}) {
    server_.giveTickets(on_full, true);
    const auto shared = context(true);
    TlsSession session(*shared);
    EXPECT_FALSE(resumedBy(session));
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(resumedBy(session)) << i;
  }
}

TEST_F(TlsTest, AServerWithoutTicketsIsGreetedInFull) {
  server_.giveTickets(0, false);
  const auto shared = context(true);
  TlsSession session(*shared);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(resumedBy(session));
}

TEST_F(TlsTest, SessionsOfTls12ServeManyConnections) {
  server_.speakAtMost(TLS1_2_VERSION);
  const auto shared = context(true);
  TlsSession session(*shared);
  EXPECT_FALSE(resumedBy(session));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(resumedBy(session)) << i;
}

TEST_F(TlsTest, ATicketThatTheServerRefusesIsNotOfferedAgain) {
  server_.giveTickets(1, false);
  const auto shared = context(true);
  TlsSession session(*shared);
  EXPECT_FALSE(resumedBy(session));
  server_.forgetKeys();
  EXPECT_FALSE(resumedBy(session));
  EXPECT_TRUE(resumedBy(session));
}

TEST_F(TlsTest, RefusesAnotherHost) {
  const auto shared = context(true);
  TlsSession session(*shared);
  EXPECT_EQ(connect(session, "elsewhere.example"), Status::kFailed);
  EXPECT_EQ(session.failure().kind, base::ErrorKind::kTls);
  EXPECT_EQ(session.failure().text, "TLS: certificate verify failed: hostname mismatch");
  TlsSession address(*shared);
  server_.restart();
  EXPECT_EQ(connect(address, "127.0.0.2"), Status::kFailed);
  EXPECT_EQ(address.failure().text, "TLS: certificate verify failed: IP address mismatch");
}

// Sessions share certificates that were shown before.
TEST_F(TlsTest, EachCertificateIsJudgedByItself) {
  const auto shared = context(true);
  const testing::TestCertificate foreign("DNS:localhost");
  MemoryServer other(foreign);
  for (int round = 0; round < 3; ++round) {
    TlsSession good(*shared);
    server_.restart();
    EXPECT_EQ(connect(good, "localhost"), Status::kDone) << good.failure().text;
    TlsSession bad(*shared);
    other.restart();
    EXPECT_EQ(connectTo(other, bad, "localhost"), Status::kFailed);
    EXPECT_EQ(bad.failure().text, "TLS: certificate verify failed: self-signed certificate");
  }
}

TEST_F(TlsTest, ManyCertificatesAreEachTheServersOwn) {
  const auto shared = context(false);
  std::vector<std::unique_ptr<TlsSession>> sessions;
  for (int i = 0; i < 40; ++i) {
    const testing::TestCertificate own("DNS:localhost");
    MemoryServer server(own);
    sessions.push_back(std::make_unique<TlsSession>(*shared));
    EXPECT_EQ(connectTo(server, *sessions.back(), "localhost"), Status::kDone);
  }
}

// They share the way to OpenSSL, which tells of bytes and tickets.
TEST_F(TlsTest, SessionsThatTakeTurnsDoNotMix) {
  const auto shared = context(true);
  MemoryServer other(certificate_);
  TlsSession first(*shared);
  TlsSession second(*shared);
  ASSERT_TRUE(first.open("localhost"));
  ASSERT_TRUE(second.open("localhost"));
  std::string to_first;
  std::string to_second;
  Status status = Status::kBlocked;
  for (int i = 0; i < 10 && status == Status::kBlocked; ++i) {
    static_cast<void>(first.handshake());
    status = second.handshake();
    to_first = flush(first);
    to_second = flush(second, other);
    first.feed(to_first);
    second.feed(to_second);
  }
  ASSERT_TRUE(first.write("one"));
  ASSERT_TRUE(second.write("two"));
  flush(second, other);
  flush(first);
  EXPECT_EQ(server_.plain, "one");
  EXPECT_EQ(other.plain, "two");
}

TEST_F(TlsTest, WithoutVerificationAnyHostWill) {
  const auto shared = context(false);
  TlsSession session(*shared);
  EXPECT_EQ(connect(session, "elsewhere.example"), Status::kDone);
}

TEST_F(TlsTest, RefusesWhatIsNotTls) {
  const auto shared = context(true);
  TlsSession session(*shared);
  ASSERT_TRUE(session.open("localhost"));
  EXPECT_EQ(session.handshake(), Status::kBlocked);
  session.feed("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_EQ(session.handshake(), Status::kFailed);
  EXPECT_TRUE(session.failure().text.starts_with("TLS: "));
}

TEST_F(TlsTest, WithoutResumptionEveryHandshakeIsFull) {
  const auto shared = std::move(
      *TlsContext::create({.ca_certificates = certificate_.certificatePem(), .resumption = false}));
  TlsSession session(*shared);
  for (int i = 0; i < 2; ++i) {
    server_.restart();
    ASSERT_EQ(connect(session, "127.0.0.1"), Status::kDone) << session.failure().text;
    EXPECT_FALSE(session.resumed());
    from_server_ = flush(session);
    from_server_ += server_.send("x");
    session.feed(from_server_);
    std::array<char, 8> buffer{};
    std::size_t count = 0;
    EXPECT_EQ(session.read(buffer, count), Status::kDone);
    session.close();
  }
}

TEST_F(TlsTest, ShowsItsCertificateToAServerThatAsksForOne) {
  const base::ClientCertificate client{"client.pem", certificate_.certificatePem(),
                                       certificate_.keyPem()};
  const auto shared = std::move(*TlsContext::create({.verify = false, .certificate = &client}));
  server_.demandCertificate(certificate_);
  TlsSession session(*shared);
  ASSERT_EQ(connect(session, "localhost"), Status::kDone) << session.failure().text;
  EXPECT_EQ(flush(session).find("unused"), std::string::npos);
  EXPECT_TRUE(server_.sawCertificate());
}

TEST_F(TlsTest, CaCertificatesThatAreNoneAreAnError) {
  const auto made = TlsContext::create({.verify = true, .ca_certificates = "no PEM"});
  ASSERT_FALSE(made.has_value());
  EXPECT_NE(made.error().message.find("cannot load CA certificates"), std::string::npos);
}

}  // namespace
}  // namespace hrp::net
