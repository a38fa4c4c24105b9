#pragma once
// Transport: carries the bytes of one connection, plain or encrypted alike, over its whole life:
// closed, being opened (names, addresses, a proxy's tunnel, the TLS handshake), open. It knows
// nothing of what the bytes say. Holds no buffers but ciphertext that the kernel did not take.
// Stays with its user when closed, so that opening it again allocates nothing and resumes the TLS
// session.
//
// The user is told by the loop what epoll sees of the socket (net::IoHandler) and hands it on while
// the transport is being opened. The order of calls:
//
//   opened, used, closed          open() · progress()… · onOpened · write()/flush(), read()… ·
//                                 close()
//   cannot be opened              open() · progress()… · onUnopened; it is closed then
//   given up while it opens       open() · progress()… · bookTime() · close(); nobody is told
//   ended by the peer             … read() → kEnded, perhaps with last bytes, or kFailed · close()
//   handed to another user        … other.take(transport); it is closed then, `other` open
//
// onOpened and onUnopened are never called from inside open(), and the transport touches nothing of
// itself behind them. Belongs to one loop; every call on that loop's thread.
//
// Another transport (say, QUIC) is another class with these calls; docs/architecture.md says what
// else it takes.

#include <cerrno>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/base/phase_times.hpp"
#include "hrp/http/origin.hpp"
#include "hrp/http/proxy.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/failure.hpp"
#include "hrp/net/socket.hpp"
#include "hrp/net/tls.hpp"
#include "http/transport/transport_context.hpp"

namespace hrp::http {

// Where to and how. What it points to stays valid until the transport is open, or closed again.
struct Way {
  const Origin* origin = nullptr;
  const Proxy* proxy = nullptr;       // null: directly
  bool tunnel = false;                // through the proxy, else to it
  base::TimePoint deadline{};         // for sharing the time among addresses; TimePoint{}: none
  base::PhaseTimes* times = nullptr;  // dns, connect, tls, handshake and failed are written there
};

// Who waits for a transport to be opened, and uses it then.
class TransportOpener : public net::IoHandler {
 public:
  // The way stands since `now`; with `ending` the peer has ended its side already.
  virtual void onOpened(base::TimePoint now, bool ending) = 0;
  virtual void onUnopened(const net::Failure& failure) = 0;

 protected:
  ~TransportOpener() = default;
};

// What a read brought.
struct Received {
  enum class After : std::uint8_t {
    kMore,     // there may be more at once
    kDrained,  // nothing more until the loop tells
    kEnded,    // the peer has ended its side
    kFailed,   // see Transport::failure()
  };
  std::string_view bytes;  // valid until the next read of any transport of this context
  After after = After::kDrained;
  int error = 0;  // of kFailed: an errno; 0: of TLS
};

class Transport {
 public:
  Transport(TransportContext& context, net::IoHandler& user) : context_(context), user_(user) {}
  ~Transport() { close(); }
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  void open(const Way& way, TransportOpener& opener);
  [[nodiscard]] bool isOpening() const { return opening_ != nullptr; }
  [[nodiscard]] bool isOpen() const { return socket_.valid() && opening_ == nullptr; }
  // Being opened: goes on with what epoll saw.
  void progress(std::uint32_t events);
  // Being opened: what it is busy with, such as "connecting"; empty: it has failed, and onUnopened
  // comes in this turn.
  [[nodiscard]] std::string_view stage() const;
  // Being opened: books the time that the present stage has taken, as one that failed.
  void bookTime();

  // Reads once. `thoroughly`: until nothing is there, not until the read after which the loop would
  // tell of more (edge-triggered: one that fills less than the buffer has emptied the socket,
  // unless the peer has ended its side, which is then not told again).
  [[nodiscard]] Received read(bool thoroughly) {
    std::vector<char>& into = tls_ != nullptr ? context_.cipher : context_.plain;
    const std::int64_t count = net::receive(socket_.get(), into);
    if (count <= 0) return withoutBytes(count);
    const std::string_view bytes(into.data(), static_cast<std::size_t>(count));
    const bool more = thoroughly || bytes.size() == into.size();
    const auto after = more ? Received::After::kMore : Received::After::kDrained;
    return tls_ == nullptr ? Received{bytes, after} : decrypt(bytes, after);
  }
  // What came together with the last bytes of opening; the loop does not tell of it.
  [[nodiscard]] Received readRest();
  // Takes bytes of the first parts, encrypted until flush() or a batch is full: how many it took,
  // zero when it cannot take any for now (the loop tells when), or -errno. What reached the kernel,
  // counted before TLS, is added to `left`.
  [[nodiscard]] std::int64_t write(std::span<const iovec> parts, std::uint64_t& left) {
    if (tls_ != nullptr) return encrypt(parts.front(), left);
    const std::int64_t count = net::sendAll(socket_.get(), parts);
    if (count > 0) left += static_cast<std::uint64_t>(count);
    return count == -EAGAIN ? 0 : count;
  }
  // Hands what write() took to the kernel, as far as that takes it; an errno when it is broken.
  [[nodiscard]] int flush(std::uint64_t& left) { return unsent() ? flushTls(left) : 0; }
  // Some of it waits for the kernel.
  [[nodiscard]] bool unsent() const { return tls_ != nullptr && !tls_->output().empty(); }
  // What write() makes use of at once, of a source that has to be read for it.
  [[nodiscard]] std::size_t pieceBytes() const { return tls_ != nullptr ? 16 << 10 : 256 << 10; }
  [[nodiscard]] net::Failure failure(const Received& failed) const;
  // Why nothing can be read or written any more, as far as TLS knows; null: nothing is known.
  [[nodiscard]] const net::Failure* fault() const {
    return tls_ != nullptr && !tls_->failure().text.empty() ? &tls_->failure() : nullptr;
  }

  // Ends and keeps what resumes TLS. What waits for the kernel is sent as far as it goes at once.
  void close();
  // Takes over the connection of `other`, or, of a closed one, what resumes its TLS session. On an
  // error of the loop both are closed.
  [[nodiscard]] base::Result<> take(Transport& other);

  [[nodiscard]] const net::Address& peer() const { return peer_; }  // or tried last
  // ALPN: the peer has chosen HTTP/2.
  [[nodiscard]] bool agreedOnHttp2() const { return tls_ != nullptr && tls_->http2(); }
  // Of the kernel's view of the connection, see hrp/net/socket.hpp.
  [[nodiscard]] bool awaitsAcknowledgement() const {
    return net::awaitsAcknowledgement(socket_.get());
  }
  [[nodiscard]] base::Duration shortestRoundTrip() const {
    return net::shortestRoundTrip(socket_.get());
  }

 private:
  friend class Opening;
  [[nodiscard]] static Received withoutBytes(std::int64_t count);
  [[nodiscard]] Received decrypt(std::string_view cipher, Received::After otherwise);
  [[nodiscard]] int flushTls(std::uint64_t& left);
  [[nodiscard]] std::int64_t encrypt(const iovec& part, std::uint64_t& left);
  void closeSocket();

  TransportContext& context_;
  net::IoHandler& user_;
  Opening* opening_ = nullptr;  // of the context's pool, while it is being opened
  std::unique_ptr<net::TlsSession> tls_;
  std::uint64_t encrypted_ = 0;  // bytes that were written, of which no ciphertext has left
  net::Descriptor socket_;
  net::Address peer_;
};

}  // namespace hrp::http
