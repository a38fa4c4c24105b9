#include "hrp/net/tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "hrp/base/assert.hpp"
#include "hrp/net/address.hpp"
#include "net/tls_material.hpp"

namespace hrp::net {
namespace {

// Output capacity that an idle connection may keep.
constexpr std::size_t kKeptOutput = 4 << 10;

// Protocols as ALPN lists them, each behind its length, the preferred one first.
constexpr std::array<unsigned char, 9> kHttp1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
constexpr std::array<unsigned char, 12> kHttp2AndHttp1{2,   'h', '2', 8,   'h', 't',
                                                       't', 'p', '/', '1', '.', '1'};

// Before each call, because what it returns is read with the errors that the thread has. Clearing
// frees the texts of sixteen errors that nearly always are not there, which costs more than the
// encryption of a request does.
void forgetErrors() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

}  // namespace

// The BIO between OpenSSL and a TlsSession's buffers.
struct TlsBio {
  static int read(BIO* bio, char* into, int size) {
    auto& session = *static_cast<TlsSession*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (session.input_.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t count = std::min(static_cast<std::size_t>(size), session.input_.size());
    std::memcpy(into, session.input_.data(), count);
    session.input_.remove_prefix(count);
    return static_cast<int>(count);
  }

  static int write(BIO* bio, const char* from, int size) {
    auto& session = *static_cast<TlsSession*>(BIO_get_data(bio));
    session.output_.append(from, static_cast<std::size_t>(size));
    return size;
  }

  static long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  // A ticket has come; 1 takes it over.
  static int onTicket(SSL* ssl, SSL_SESSION* ticket) {
    if (SSL_version(ssl) < TLS1_3_VERSION) return 0;
    static_cast<TlsSession*>(SSL_get_ex_data(ssl, 0))->keepTicket(ticket);
    return 1;
  }

  static BIO_METHOD* method() {
    static BIO_METHOD* const kMethod = [] {
      BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "hrp");
      HRP_ASSERT(fresh != nullptr);
      BIO_meth_set_read(fresh, read);
      BIO_meth_set_write(fresh, write);
      BIO_meth_set_ctrl(fresh, control);
      return fresh;
    }();
    return kMethod;
  }

  static BIO* make(TlsSession& session) {
    BIO* bio = BIO_new(method());
    if (bio == nullptr) return nullptr;
    BIO_set_data(bio, &session);
    BIO_set_init(bio, 1);
    return bio;
  }
};

base::Result<std::unique_ptr<TlsContext>> TlsContext::create(const Options& options) {
  ERR_clear_error();
  SSL_CTX* raw = SSL_CTX_new(TLS_client_method());
  if (raw == nullptr) {
    return base::fail(base::ErrorCode::kInternal, "cannot set up TLS: " + lastErrorText());
  }
  std::unique_ptr<TlsContext> context(new TlsContext(raw, options));
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Sessions are kept by the connection that had them, not in a cache shared by users.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  // Without it a server need not make tickets that nobody uses.
  if (!options.resumption) SSL_CTX_set_options(raw, SSL_OP_NO_TICKET);
  if (options.resumption) SSL_CTX_sess_set_new_cb(raw, TlsBio::onTicket);
  SSL_CTX_set_alpn_protos(raw, kHttp1.data(), kHttp1.size());
  if (options.certificate != nullptr) {
    if (auto used = useClientCertificate(*raw, *options.certificate); !used) {
      return base::fail(used.error());
    }
  }
  if (!options.verify) return context;
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  if (!options.ca_certificates.empty()) {
    if (auto trusted = trustOnly(*raw, options.ca_certificates); !trusted) {
      return base::fail(trusted.error());
    }
  } else if (SSL_CTX_set_default_verify_paths(raw) != 1) {
    return base::fail(base::ErrorCode::kInvalidArgument,
                      "cannot load the system's CA certificates: " + lastErrorText());
  }
  return context;
}

TlsContext::~TlsContext() {
  SSL_CTX_free(context_);
}

TlsSession::~TlsSession() {
  release();
  offerOnly(nullptr);
}

// What the connection that begins offers; null: nothing.
SSL_SESSION* TlsSession::nextTicket() {
  while (fresh_.front() != nullptr) {
    SSL_SESSION_free(std::exchange(offered_, fresh_.front()));
    std::shift_left(fresh_.begin(), fresh_.end(), 1);
    fresh_.back() = nullptr;
    // Not that of a connection which failed later.
    if (SSL_SESSION_is_resumable(offered_) == 1) break;
  }
  return offered_;
}

// The oldest makes room.
void TlsSession::keepTicket(SSL_SESSION* ticket) {
  auto place = std::find(fresh_.begin(), fresh_.end(), nullptr);
  if (place == fresh_.end()) {
    SSL_SESSION_free(fresh_.front());
    place = std::shift_left(fresh_.begin(), fresh_.end(), 1);
  }
  *place = ticket;
}

// Forgets all tickets but this one.
void TlsSession::offerOnly(SSL_SESSION* session) {
  for (SSL_SESSION*& ticket : fresh_) SSL_SESSION_free(std::exchange(ticket, nullptr));
  SSL_SESSION_free(std::exchange(offered_, session));
}

void TlsSession::release() {
  SSL_free(ssl_);
  ssl_ = nullptr;
  input_ = {};
}

bool TlsSession::open(const std::string& host, bool offer_http2) {
  release();
  output_.clear();
  output_sent_ = 0;
  failure_ = {};
  ssl_ = SSL_new(context_.context_);
  BIO* bio = ssl_ == nullptr ? nullptr : TlsBio::make(*this);
  if (bio == nullptr) {
    release();
    return false;
  }
  SSL_set_bio(ssl_, bio, bio);
  SSL_set_ex_data(ssl_, 0, this);
  SSL_set_connect_state(ssl_);
  if (Address::fromLiteral(host)) {
    const std::string address = host.substr(0, host.find('%'));  // a zone is of this machine
    if (context_.verify_) X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), address.c_str());
  } else {
    // SSL_set_tlsext_host_name, without the macro's C cast.
    SSL_ctrl(ssl_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(host.c_str()));
    if (context_.verify_) SSL_set1_host(ssl_, host.c_str());
  }
  if (offer_http2) SSL_set_alpn_protos(ssl_, kHttp2AndHttp1.data(), kHttp2AndHttp1.size());
  SSL_SESSION* const ticket = nextTicket();
  if (ticket != nullptr && SSL_SESSION_is_resumable(ticket) == 1) {
    // OpenSSL spoils a session of TLS 1.3 that was used.
    SSL_SESSION* const copy = SSL_SESSION_dup(ticket);
    if (copy != nullptr) SSL_set_session(ssl_, copy);
    SSL_SESSION_free(copy);
  }
  return true;
}

bool TlsSession::http2() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return size == 2 && std::memcmp(name, "h2", 2) == 0;
}

TlsSession::Status TlsSession::handshake() {
  forgetErrors();
  const int result = SSL_do_handshake(ssl_);
  if (result == 1) {
    resumed_ = SSL_session_reused(ssl_) == 1;
    if (!resumed_) SSL_SESSION_free(std::exchange(offered_, nullptr));  // the server refused it
    return Status::kDone;
  }
  return failed(result);
}

TlsSession::Status TlsSession::read(std::span<char> into, std::size_t& count) {
  forgetErrors();
  const int result = SSL_read_ex(ssl_, into.data(), into.size(), &count);
  const Status status = result == 1 ? Status::kDone : failed(result);
  // A session ticket leaves 16 KB for writing behind, until something is written.
  if (status == Status::kBlocked || drained()) SSL_free_buffers(ssl_);
  return status;
}

bool TlsSession::drained() const {
  return input_.empty() && SSL_pending(ssl_) == 0;
}

bool TlsSession::write(std::string_view plain) {
  while (!plain.empty()) {
    forgetErrors();
    std::size_t count = 0;
    const int result = SSL_write_ex(ssl_, plain.data(), plain.size(), &count);
    // The BIO takes everything, so a write is never blocked.
    if (result != 1) {
      failed(result);
      return false;
    }
    plain.remove_prefix(count);
  }
  return true;
}

TlsSession::Status TlsSession::failed(int result) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return Status::kBlocked;
    case SSL_ERROR_ZERO_RETURN:
      return Status::kClosed;
    default:
      break;
  }
  const long verified = SSL_get_verify_result(ssl_);
  std::string text = "TLS: ";
  if (context_.verify_ && verified != X509_V_OK) {
    text += "certificate verify failed: ";
    text += X509_verify_cert_error_string(verified);
  } else {
    text += lastErrorText();
  }
  failure_ = {base::ErrorKind::kTls, std::move(text)};
  return Status::kFailed;
}

std::string_view TlsSession::output() const {
  return std::string_view(output_).substr(output_sent_);
}

void TlsSession::sent(std::size_t count) {
  output_sent_ += count;
  if (output_sent_ < output_.size()) return;
  output_sent_ = 0;
  output_.clear();
  if (output_.capacity() > kKeptOutput) output_.shrink_to_fit();
}

void TlsSession::close() {
  if (ssl_ == nullptr) return;
  forgetErrors();
  if (failure_.text.empty() && SSL_is_init_finished(ssl_) == 1) {
    // Without a shutdown OpenSSL would mark the session as not resumable.
    SSL_shutdown(ssl_);
    if (context_.resumption_ && SSL_version(ssl_) < TLS1_3_VERSION) {
      offerOnly(SSL_get1_session(ssl_));
    }
  }
  release();
}

}  // namespace hrp::net
