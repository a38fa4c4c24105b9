#include "support/server/server_stream.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <cerrno>

namespace hrp::testing {
namespace {

int chooseProtocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* size,
                   const unsigned char* offered, unsigned offered_size, void* /*none*/) {
  static constexpr std::string_view kKnown = "\2h2\10http/1.1";
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, size, reinterpret_cast<const unsigned char*>(kKnown.data()),
                            kKnown.size(), offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

// OpenSSL's count as receive() and sendAll() give theirs.
std::int64_t countOf(SSL& ssl, int count) {
  if (count > 0) return count;
  const int error = SSL_get_error(&ssl, count);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? -EAGAIN : 0;
}

}  // namespace

base::Result<SslContext> serverTls(const std::string& certificate_file, const std::string& key_file,
                                   bool http2) {
  SslContext context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr ||
      SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return base::fail(base::ErrorCode::kInvalidArgument,
                      "cannot load " + certificate_file + " and " + key_file);
  }
  if (http2) SSL_CTX_set_alpn_select_cb(context.get(), chooseProtocol, nullptr);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

void ServerStream::startTls(SSL_CTX& context) {
  ssl_.reset(SSL_new(&context));
  SSL_set_fd(ssl_.get(), socket_.get());
  SSL_set_accept_state(ssl_.get());
}

std::int64_t ServerStream::read(std::span<char> into) {
  if (ssl_ == nullptr) return net::receive(socket_.get(), into);
  ERR_clear_error();
  return countOf(*ssl_, SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size())));
}

std::int64_t ServerStream::write(std::string_view bytes) {
  if (ssl_ == nullptr) {
    const iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
    return net::sendAll(socket_.get(), {&piece, 1});
  }
  ERR_clear_error();
  const int size = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
  return countOf(*ssl_, SSL_write(ssl_.get(), bytes.data(), size));
}

void ServerStream::endOrderly() {
  if (ssl_ != nullptr) SSL_shutdown(ssl_.get());
}

}  // namespace hrp::testing
