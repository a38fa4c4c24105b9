#pragma once
// ClientCertificate: what a client shows to servers that ask for a certificate. A plain value, made
// when a testcase is loaded and then only read; any thread. It holds a private key: never log it.

#include <string>

namespace hrp::base {

struct ClientCertificate {
  std::string name;         // of its file, for messages
  std::string certificate;  // PEM: the certificate, then those that lead to its issuer
  std::string key;          // PEM, not encrypted
  friend bool operator==(const ClientCertificate&, const ClientCertificate&) = default;
};

}  // namespace hrp::base
