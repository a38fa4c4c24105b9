#include "net/tls_material.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace hrp::net {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using BioPtr = std::unique_ptr<BIO, Free>;
using X509Ptr = std::unique_ptr<X509, Free>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Free>;

BioPtr readerOf(const std::string& pem) {
  return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// Without it OpenSSL would ask on the terminal.
int noPassword(char* /*into*/, int /*size*/, int /*writing*/, void* /*context*/) {
  return -1;
}

X509Ptr nextCertificate(BIO& from) {
  return X509Ptr(PEM_read_bio_X509(&from, nullptr, noPassword, nullptr));
}

tl::unexpected<base::Error> unusable(const base::ClientCertificate& certificate) {
  return base::fail(base::ErrorCode::kInvalidArgument,
                    "client certificate " + certificate.name + ": " + lastErrorText());
}

}  // namespace

std::string lastErrorText() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "protocol error";
}

base::Result<> trustOnly(SSL_CTX& context, const std::string& pem) {
  ERR_clear_error();
  const BioPtr from = readerOf(pem);
  X509_STORE* store = SSL_CTX_get_cert_store(&context);
  std::size_t taken = 0;
  while (const X509Ptr certificate = nextCertificate(*from)) {
    if (X509_STORE_add_cert(store, certificate.get()) != 1) break;
    ++taken;
  }
  // The end of the text is an error to OpenSSL.
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string reason = lastErrorText();
  ERR_clear_error();
  if (taken > 0 && at_end) return {};
  return base::fail(base::ErrorCode::kInvalidArgument, "cannot load CA certificates: " + reason,
                    "give a PEM file with one or more certificates");
}

base::Result<> useClientCertificate(SSL_CTX& context, const base::ClientCertificate& certificate) {
  ERR_clear_error();
  const BioPtr from = readerOf(certificate.certificate);
  const X509Ptr own = nextCertificate(*from);
  if (own == nullptr || SSL_CTX_use_certificate(&context, own.get()) != 1) {
    return unusable(certificate);
  }
  while (const X509Ptr above = nextCertificate(*from)) {
    if (SSL_CTX_add1_chain_cert(&context, above.get()) != 1) return unusable(certificate);
  }
  ERR_clear_error();
  const BioPtr key_from = readerOf(certificate.key);
  const KeyPtr key(PEM_read_bio_PrivateKey(key_from.get(), nullptr, noPassword, nullptr));
  const bool used = key != nullptr && SSL_CTX_use_PrivateKey(&context, key.get()) == 1 &&
                    SSL_CTX_check_private_key(&context) == 1;
  return used ? base::Result<>{} : base::Result<>(unusable(certificate));
}

}  // namespace hrp::net
