#pragma once
// TLS over buffers. TlsContext: the settings that connections of one loop share (trust store,
// verification, client certificate, ALPN "http/1.1" unless HTTP/2 is offered, TLS 1.2 or newer).
// TlsSession: one connection's cipher state. It does no I/O: the owner feeds what it received and
// sends what output() holds, so one read of the socket serves a whole batch of records.
//
// Resumption: what tls_tickets.hpp says, for the connections of one TlsSession.
//
// What sessions have in common they share, so that an idle one costs little more than OpenSSL's own
// structures: certificates that servers show, the way between OpenSSL and the buffers, and the
// memory of output that was sent.
//
// One owner, one thread. The context outlives its sessions.

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "hrp/base/client_certificate.hpp"
#include "hrp/base/error.hpp"
#include "hrp/net/failure.hpp"
#include "hrp/net/tls_tickets.hpp"

struct ssl_ctx_st;
struct ssl_st;
struct bio_st;
struct x509_st;
struct x509_store_ctx_st;

namespace hrp::net {

class TlsSession;

class TlsContext {
 public:
  struct Options {
    bool verify = true;             // the chain and the host name
    std::string ca_certificates{};  // PEM, trusted instead of the system's store; empty: that one
    const base::ClientCertificate* certificate = nullptr;  // read by create() only
    bool resumption = true;  // a session offers its last one when it is opened again
  };
  static base::Result<std::unique_ptr<TlsContext>> create(const Options& options);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

 private:
  static constexpr std::size_t kMaxCertificates = 32;

  friend class TlsSession;
  friend struct TlsHooks;
  TlsContext(ssl_ctx_st* context, const Options& options)
      : context_(context), verify_(options.verify), resumption_(options.resumption) {}
  void shareCertificates(x509_store_ctx_st& received);
  [[nodiscard]] x509_st* known(x509_st* certificate);

  ssl_ctx_st* context_;
  bool verify_;
  bool resumption_;
  // Between OpenSSL and the session that is at work; one for all of them.
  bio_st* bio_ = nullptr;
  TlsSession* active_ = nullptr;
  // Those that servers have shown: every session of a server has the same ones.
  std::array<x509_st*, kMaxCertificates> certificates_{};
  std::size_t next_certificate_ = 0;
  std::string output_;  // of the session that wrote last
  TlsSession* output_of_ = nullptr;
};

class TlsSession {
 public:
  enum class Status { kDone, kBlocked, kClosed, kFailed };

  explicit TlsSession(TlsContext& context) : context_(context) {}
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Begins a new connection to `host` (a name or an address), to which HTTP/2 is offered beside
  // HTTP/1.1 on demand; false when out of memory.
  [[nodiscard]] bool open(const std::string& host, bool offer_http2 = false);
  [[nodiscard]] bool isOpen() const { return ssl_ != nullptr; }
  // Continues the handshake: kDone, kBlocked (send output(), feed more) or kFailed.
  Status handshake();
  // Hands over received bytes; they stay valid until read() or handshake() answers kBlocked.
  void feed(std::string_view received) { input_ = received; }
  // Decrypts into `into`: kDone with count > 0, kBlocked, kClosed (close_notify) or kFailed.
  Status read(std::span<char> into, std::size_t& count);
  // All that was fed is decrypted and handed out: read() would answer kBlocked.
  [[nodiscard]] bool drained() const;
  // Encrypts all of `plain` into output(); false when the session is broken.
  [[nodiscard]] bool write(std::string_view plain);
  // Bytes to send; the owner removes what it sent with sent().
  [[nodiscard]] std::string_view output() const;
  void sent(std::size_t count);
  // Ends the connection: keeps what resumes it, leaves a close_notify in output().
  void close();

  // After the handshake: the server has chosen HTTP/2.
  [[nodiscard]] bool http2() const;
  [[nodiscard]] bool resumed() const { return resumed_; }
  [[nodiscard]] bool belongsTo(const TlsContext& context) const { return &context_ == &context; }
  [[nodiscard]] const Failure& failure() const { return failure_; }

 private:
  friend struct TlsHooks;
  Status failed(int result);
  void release();
  void takeTurn();
  void dropOutput();

  TlsContext& context_;
  ssl_st* ssl_ = nullptr;
  TlsTickets tickets_;
  std::string_view input_;
  std::string waiting_;  // output that was left when another session wrote
  std::size_t output_sent_ = 0;
  bool resumed_ = false;
  Failure failure_;
};

}  // namespace hrp::net
