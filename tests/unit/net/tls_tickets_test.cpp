#include "hrp/net/tls_tickets.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "support/test_certificate.hpp"

namespace hrp::net {
namespace {

struct FreeTls {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using SessionPtr = std::unique_ptr<SSL_SESSION, FreeTls>;

class TlsTicketsTest : public ::testing::Test {
 protected:
  [[nodiscard]] SessionPtr sessionNamed(const std::string& name) const {
    SessionPtr session(SSL_SESSION_new());
    SSL_SESSION_set_protocol_version(session.get(), TLS1_3_VERSION);
    SSL_SESSION_set_cipher(session.get(), sk_SSL_CIPHER_value(SSL_get_ciphers(ssl_.get()), 0));
    SSL_SESSION_set1_id(session.get(), reinterpret_cast<const unsigned char*>(name.data()),
                        static_cast<unsigned>(name.size()));
    return session;
  }
  void keep(const std::string& name) { tickets_.keep(sessionNamed(name).get()); }
  // The name of what the next connection offers.
  std::string next() {
    const SessionPtr session(tickets_.next());
    if (session == nullptr) return {};
    EXPECT_EQ(SSL_SESSION_is_resumable(session.get()), 1);
    unsigned size = 0;
    const unsigned char* const id = SSL_SESSION_get_id(session.get(), &size);
    return {reinterpret_cast<const char*>(id), size};
  }

  std::unique_ptr<SSL_CTX, FreeTls> context_{SSL_CTX_new(TLS_client_method())};
  std::unique_ptr<SSL, FreeTls> ssl_{SSL_new(context_.get())};
  TlsTickets tickets_;
};

TEST_F(TlsTicketsTest, EachIsOfferedOnceWhileThereAreFreshOnes) {
  EXPECT_EQ(next(), "");
  keep("first");
  keep("second");
  EXPECT_EQ(next(), "first");
  keep("third");
  EXPECT_EQ(next(), "second");
  EXPECT_EQ(next(), "third");
  EXPECT_EQ(next(), "third");
  keep("fourth");
  EXPECT_EQ(next(), "fourth");
}

TEST_F(TlsTicketsTest, OfManyTheNewestFourStay) {
  keep("offered");
  EXPECT_EQ(next(), "offered");
  for (const char* const name : {"a", "bb", "ccc", "dd", "e", "ff"}) keep(name);
  for (const char* const name : {"ccc", "dd", "e", "ff", "ff"}) EXPECT_EQ(next(), name);
}

TEST_F(TlsTicketsTest, WhatWasRefusedIsNotOfferedAgain) {
  tickets_.refused();
  keep("first");
  keep("second");
  EXPECT_EQ(next(), "first");
  tickets_.refused();
  EXPECT_EQ(next(), "second");
  tickets_.refused();
  EXPECT_EQ(next(), "");
}

TEST_F(TlsTicketsTest, ASessionOfTls12TakesThePlaceOfAll) {
  keep("first");
  keep("second");
  EXPECT_EQ(next(), "first");
  tickets_.keepOnly(sessionNamed("last").get());
  EXPECT_EQ(next(), "last");
  EXPECT_EQ(next(), "last");
}

// Of a handshake in which the server shows its certificate.
class TlsTicketsOfAServerTest : public TlsTicketsTest {
 protected:
  void shakeHands() {
    SSL_set_connect_state(ssl_.get());
    SSL_set_accept_state(server_.get());
    BIO* at_client = nullptr;
    BIO* at_server = nullptr;
    ASSERT_EQ(BIO_new_bio_pair(&at_client, 0, &at_server, 0), 1);
    SSL_set_bio(ssl_.get(), at_client, at_client);
    SSL_set_bio(server_.get(), at_server, at_server);
    char byte = 0;
    for (int i = 0; i < 5; ++i) {
      SSL_do_handshake(ssl_.get());
      SSL_do_handshake(server_.get());
      SSL_read(ssl_.get(), &byte, 1);  // the tickets come behind the handshake
    }
    ASSERT_EQ(SSL_is_init_finished(ssl_.get()), 1);
  }
  static SSL_CTX* serverOf(const testing::TestCertificate& certificate) {
    SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_file(context, certificate.certificateFile().c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context, certificate.keyFile().c_str(), SSL_FILETYPE_PEM);
    return context;
  }

  testing::TestCertificate certificate_{"DNS:localhost"};
  std::unique_ptr<SSL_CTX, FreeTls> server_context_{serverOf(certificate_)};
  std::unique_ptr<SSL, FreeTls> server_{SSL_new(server_context_.get())};
};

TEST_F(TlsTicketsOfAServerTest, TheCertificateIsLeftOutAndNothingElse) {
  shakeHands();
  const SSL_SESSION* const whole = SSL_get0_session(ssl_.get());
  ASSERT_NE(SSL_get0_peer_certificate(ssl_.get()), nullptr);
  tickets_.keep(whole);
  const SessionPtr kept(tickets_.next());
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(SSL_SESSION_get0_peer(kept.get()), nullptr);
  const unsigned char* before = nullptr;
  const unsigned char* after = nullptr;
  std::size_t size = 0;
  std::size_t kept_size = 0;
  SSL_SESSION_get0_ticket(whole, &before, &size);
  SSL_SESSION_get0_ticket(kept.get(), &after, &kept_size);
  EXPECT_GT(size, 0U);
  EXPECT_EQ(std::string(after, after + kept_size), std::string(before, before + size));
  EXPECT_EQ(SSL_SESSION_get_master_key(kept.get(), nullptr, 0),
            SSL_SESSION_get_master_key(whole, nullptr, 0));
  EXPECT_EQ(SSL_SESSION_get0_cipher(kept.get()), SSL_SESSION_get0_cipher(whole));
  EXPECT_EQ(SSL_SESSION_get_ticket_lifetime_hint(kept.get()),
            SSL_SESSION_get_ticket_lifetime_hint(whole));
}

}  // namespace
}  // namespace hrp::net
