#include "net/tls_material.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "support/test_certificate.hpp"

namespace hrp::net {
namespace {

class TlsMaterialTest : public ::testing::Test {
 protected:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Free> context_{SSL_CTX_new(TLS_client_method())};
  testing::TestCertificate first_{"DNS:first"};
  testing::TestCertificate second_{"DNS:second"};
};

TEST_F(TlsMaterialTest, TrustsEveryCertificateOfAText) {
  const std::string both = first_.certificatePem() + "# a comment\n" + second_.certificatePem();
  const auto trusted = trustOnly(*context_, both);
  ASSERT_TRUE(trusted.has_value()) << trusted.error().message;
  X509_STORE* store = SSL_CTX_get_cert_store(context_.get());
  EXPECT_EQ(sk_X509_OBJECT_num(X509_STORE_get0_objects(store)), 2);
}

TEST_F(TlsMaterialTest, ATextWithoutACertificateOrWithABrokenOneIsAnError) {
  EXPECT_FALSE(trustOnly(*context_, "").has_value());
  EXPECT_FALSE(trustOnly(*context_, "nothing here").has_value());
  const std::string broken =
      first_.certificatePem() + "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n";
  EXPECT_FALSE(trustOnly(*context_, broken).has_value());
}

TEST_F(TlsMaterialTest, AClientCertificateNeedsItsOwnKey) {
  const base::ClientCertificate good{"a.pem", first_.certificatePem(), first_.keyPem()};
  const auto used = useClientCertificate(*context_, good);
  EXPECT_TRUE(used.has_value());
  const base::ClientCertificate mixed{"b.pem", first_.certificatePem(), second_.keyPem()};
  const auto refused = useClientCertificate(*context_, mixed);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().message.starts_with("client certificate b.pem: "));
}

}  // namespace
}  // namespace hrp::net
