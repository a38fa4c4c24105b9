#include "testcase/cases/client_certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace hrp::testcase {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using BioPtr = std::unique_ptr<BIO, Free>;

constexpr std::size_t kMaxPemBytes = 1 << 20;

BioPtr readerOf(const std::string& pem) {
  return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// Without it OpenSSL would ask on the terminal.
int noPassword(char* /*into*/, int /*size*/, int /*writing*/, void* /*context*/) {
  return -1;
}

tl::unexpected<base::Error> unusable(const std::string& file, const std::string& what,
                                     std::string hint) {
  return base::fail(base::ErrorCode::kInvalidArgument, file + ": " + what, std::move(hint));
}

base::Result<std::string> readPem(const std::string& file, FileSource& source) {
  auto content = source.read(file);
  if (!content) return base::fail(content.error());
  if ((*content)->size() > kMaxPemBytes) return unusable(file, "larger than 1 MB", {});
  return **content;
}

}  // namespace

base::Result<base::ClientCertificate> readClientCertificate(const std::vector<std::string>& files,
                                                            FileSource& source) {
  auto certificate = readPem(files.front(), source);
  if (!certificate) return base::fail(certificate.error());
  auto key = files.size() == 1 ? certificate : readPem(files.back(), source);
  if (!key) return base::fail(key.error());
  ERR_clear_error();
  const std::unique_ptr<X509, Free> parsed(
      PEM_read_bio_X509(readerOf(*certificate).get(), nullptr, noPassword, nullptr));
  if (parsed == nullptr) {
    ERR_clear_error();
    return unusable(files.front(), "no certificate in PEM format in it",
                    "it begins with -----BEGIN CERTIFICATE-----");
  }
  const std::unique_ptr<EVP_PKEY, Free> parsed_key(
      PEM_read_bio_PrivateKey(readerOf(*key).get(), nullptr, noPassword, nullptr));
  const bool fits =
      parsed_key != nullptr && X509_check_private_key(parsed.get(), parsed_key.get()) == 1;
  ERR_clear_error();
  if (parsed_key == nullptr) {
    return unusable(files.back(), "no private key in PEM format without a password in it",
                    files.size() == 1 ? "write cert: [certificate, key] when they are two files"
                                      : "openssl pkey takes the password off");
  }
  if (!fits) return unusable(files.back(), "the key does not belong to the certificate", {});
  return base::ClientCertificate{files.front(), std::move(*certificate), std::move(*key)};
}

}  // namespace hrp::testcase
