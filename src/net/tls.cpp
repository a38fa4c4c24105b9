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

// Output capacity that is kept for the next session.
constexpr std::size_t kKeptOutput = 128 << 10;

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

// What OpenSSL calls: for bytes, which lie in the buffers of the session at work, for tickets that
// come, and for the certificates of a server.
struct TlsHooks {
  static TlsSession& active(BIO* bio) {
    return *static_cast<TlsContext*>(BIO_get_data(bio))->active_;
  }

  static int read(BIO* bio, char* into, int size) {
    TlsSession& session = active(bio);
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
    TlsSession& session = active(bio);
    if (session.context_.output_of_ != &session) session.takeTurn();
    session.context_.output_.append(from, static_cast<std::size_t>(size));
    return size;
  }

  static long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  // A ticket has come; 1 would take over the session that it is part of.
  static int onTicket(SSL* ssl, SSL_SESSION* ticket) {
    if (SSL_version(ssl) < TLS1_3_VERSION) return 0;
    auto& context = *static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    context.active_->tickets_.keep(ticket);
    return 0;
  }

  static int verify(X509_STORE_CTX* received, void* context) {
    auto& shared = *static_cast<TlsContext*>(context);
    shared.shareCertificates(*received);
    if (!shared.verify_) {
      X509_STORE_CTX_set_error(received, X509_V_OK);
      return 1;
    }
    const int good = X509_verify_cert(received);
    // Nobody asks a session by which way its certificate was trusted.
    X509_STORE_CTX_set0_verified_chain(received, nullptr);
    return good;
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

  static BIO* make(TlsContext& context) {
    BIO* bio = BIO_new(method());
    HRP_ASSERT(bio != nullptr);
    BIO_set_data(bio, &context);
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
  context->bio_ = TlsHooks::make(*context);
  SSL_CTX_set_app_data(raw, context.get());
  SSL_CTX_set_cert_verify_callback(raw, TlsHooks::verify, context.get());
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Sessions are kept by the connection that had them, not in a cache shared by users.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  // Without it a server need not make tickets that nobody uses.
  if (!options.resumption) SSL_CTX_set_options(raw, SSL_OP_NO_TICKET);
  if (options.resumption) SSL_CTX_sess_set_new_cb(raw, TlsHooks::onTicket);
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
  for (X509* const certificate : certificates_) X509_free(certificate);
  BIO_free(bio_);
  SSL_CTX_free(context_);
}

// Puts those that are known in the place of their equals.
void TlsContext::shareCertificates(X509_STORE_CTX& received) {
  STACK_OF(X509)* const shown = X509_STORE_CTX_get0_untrusted(&received);
  for (int i = 0; i < sk_X509_num(shown); ++i) {
    X509* const certificate = sk_X509_value(shown, i);
    X509* const equal = known(certificate);
    if (equal == certificate) continue;
    X509_up_ref(equal);
    sk_X509_set(shown, i, equal);
    if (i == 0) X509_STORE_CTX_set_cert(&received, equal);
    X509_free(certificate);
  }
}

X509* TlsContext::known(X509* certificate) {
  for (X509* const one : certificates_) {
    if (one != nullptr && X509_cmp(one, certificate) == 0) return one;
  }
  X509*& place = certificates_[next_certificate_++ % kMaxCertificates];
  X509_free(place);
  X509_up_ref(certificate);
  place = certificate;
  return certificate;
}

TlsSession::~TlsSession() {
  release();
  dropOutput();
}

// What is written from now on is this session's. What another one left waits with that.
void TlsSession::takeTurn() {
  TlsSession* const before = std::exchange(context_.output_of_, this);
  if (before != nullptr && !context_.output_.empty()) before->waiting_.swap(context_.output_);
  if (waiting_.empty()) return;
  context_.output_.swap(waiting_);
  std::string().swap(waiting_);
}

void TlsSession::dropOutput() {
  if (context_.output_of_ == this) {
    context_.output_of_ = nullptr;
    context_.output_.clear();
  }
  std::string().swap(waiting_);
  output_sent_ = 0;
}

void TlsSession::release() {
  SSL_free(ssl_);
  ssl_ = nullptr;
  input_ = {};
}

bool TlsSession::open(const std::string& host, bool offer_http2) {
  release();
  dropOutput();
  failure_ = {};
  ssl_ = SSL_new(context_.context_);
  if (ssl_ == nullptr) return false;
  BIO_up_ref(context_.bio_);
  SSL_set_bio(ssl_, context_.bio_, context_.bio_);
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
  SSL_SESSION* const ticket = tickets_.next();
  if (ticket != nullptr) SSL_set_session(ssl_, ticket);
  SSL_SESSION_free(ticket);
  return true;
}

bool TlsSession::http2() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return size == 2 && std::memcmp(name, "h2", 2) == 0;
}

TlsSession::Status TlsSession::handshake() {
  context_.active_ = this;
  forgetErrors();
  const int result = SSL_do_handshake(ssl_);
  if (result == 1) {
    resumed_ = SSL_session_reused(ssl_) == 1;
    if (!resumed_) tickets_.refused();
    return Status::kDone;
  }
  return failed(result);
}

TlsSession::Status TlsSession::read(std::span<char> into, std::size_t& count) {
  context_.active_ = this;
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
  context_.active_ = this;
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
  const std::string& text = context_.output_of_ == this ? context_.output_ : waiting_;
  return std::string_view(text).substr(output_sent_);
}

void TlsSession::sent(std::size_t count) {
  std::string& text = context_.output_of_ == this ? context_.output_ : waiting_;
  output_sent_ += count;
  if (output_sent_ < text.size()) return;
  output_sent_ = 0;
  text.clear();
  if (&text == &waiting_ || text.capacity() > kKeptOutput) std::string().swap(text);
}

void TlsSession::close() {
  if (ssl_ == nullptr) return;
  context_.active_ = this;
  forgetErrors();
  if (failure_.text.empty() && SSL_is_init_finished(ssl_) == 1) {
    // Without a shutdown OpenSSL would mark the session as not resumable.
    SSL_shutdown(ssl_);
    if (context_.resumption_ && SSL_version(ssl_) < TLS1_3_VERSION) {
      tickets_.keepOnly(SSL_get0_session(ssl_));
    }
  }
  release();
}

}  // namespace hrp::net
