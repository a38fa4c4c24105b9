#pragma once
// What a TLS context is made of beside its settings: the certificates it trusts and the one it
// shows, from PEM texts. On the thread that makes the context.

#include <openssl/ssl.h>

#include <string>

#include "hrp/base/client_certificate.hpp"
#include "hrp/base/error.hpp"

namespace hrp::net {

// The newest error of OpenSSL on this thread, in words.
[[nodiscard]] std::string lastErrorText();

// The certificates of `pem`, at least one, are trusted and no others (kInvalidArgument).
[[nodiscard]] base::Result<> trustOnly(SSL_CTX& context, const std::string& pem);

// Shown to servers that ask for one; the error names its file (kInvalidArgument).
[[nodiscard]] base::Result<> useClientCertificate(SSL_CTX& context,
                                                  const base::ClientCertificate& certificate);

}  // namespace hrp::net
