#pragma once
// TestCertificate: a fresh self-signed P-256 certificate in two PEM files that go with the object.

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace hrp::testing {

class TestCertificate {
 public:
  // `names` like "DNS:localhost,IP:127.0.0.1".
  explicit TestCertificate(const std::string& names) {
    std::string pattern = (std::filesystem::temp_directory_path() / "hrp-certXXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    const std::string common = "hrp test";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate, key, EVP_sha256());
    write(certificateFile(), [&](std::FILE* file) { PEM_write_X509(file, certificate); });
    write(keyFile(), [&](std::FILE* file) {
      PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~TestCertificate() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  [[nodiscard]] std::string certificatePem() const { return read(certificateFile()); }
  [[nodiscard]] std::string keyPem() const { return read(keyFile()); }
  [[nodiscard]] std::string certificateFile() const { return directory_ + "/cert.pem"; }
  [[nodiscard]] std::string keyFile() const { return directory_ + "/key.pem"; }

 private:
  static std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  template <class Writer>
  static void write(const std::string& path, Writer writer) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (file == nullptr) return;
    writer(file);
    std::fclose(file);
  }

  std::string directory_;
};

}  // namespace hrp::testing
