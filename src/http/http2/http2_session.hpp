#pragma once
// Http2Session: the client's side of one HTTP/2 connection (RFC 9113, by nghttp2) over byte
// buffers. It does no I/O: the owner feeds what it received and sends what output() holds. One
// exchange at a time; between exchanges it answers what the server asks (PING, SETTINGS) and
// remembers that the server is going away.
//
// Never trusts the peer: heads, bodies, CONTINUATION frames, frames that wait for an answer and
// frames that carry nothing are bounded; pushes are refused. One owner, one thread.

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/http/exchange.hpp"
#include "hrp/net/failure.hpp"
#include "http/http2/http2_response.hpp"

namespace hrp::http {

// What one exchange needs besides its request. Pooled with the exchange slots.
struct Http2Exchange {
  explicit Http2Exchange(const ResponseLimits& limits) : response(limits) {}
  std::vector<nghttp2_nv> fields;
  Http2Response response;
};

class Http2Session {
 public:
  enum class Status : std::uint8_t { kNeedMore, kComplete, kFailed };

  explicit Http2Session(std::size_t max_head_bytes);
  ~Http2Session();
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;

  // Begins an exchange. `request` and `exchange` stay valid until feed() answers kComplete or
  // kFailed, or cancel(). False: the connection cannot be used (any more), see failure().
  [[nodiscard]] bool start(const Request& request, Http2Exchange& exchange);
  // Takes the next bytes, and makes what is to be sent for them: unsent() tells. After kComplete
  // the response's views point into `data` or into the exchange. kFailed without an exchange under
  // way: the connection is of no use.
  Status feed(std::string_view data);
  // The connection ended inside the exchange, with an error of the socket or without: why it
  // failed.
  [[nodiscard]] net::Failure ended(std::optional<net::Failure> error) const;
  // " after a GOAWAY from the server: NO_ERROR" when there was one, which explains that an exchange
  // gets no answer; otherwise nothing.
  [[nodiscard]] std::string afterGoaway() const;
  // Gives the exchange up, and asks for a sign of life (PING). The connection can be used again,
  // but not after another exchange without a byte from the server.
  void cancel();
  // Says goodbye, giving up the exchange under way; the connection takes no further one.
  void leave();

  // The next bytes to be sent; empty: nothing to send now. The owner removes what it sent.
  [[nodiscard]] std::string_view output();
  void sent(std::size_t count);
  // Bytes of output() that the owner was given and has not sent.
  [[nodiscard]] bool unsent() const { return sent_ < output_.size(); }

  // Another exchange may be started.
  [[nodiscard]] bool usable() const;
  // The exchange that failed was not processed by the server, so it may be sent again.
  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] const net::Failure& failure() const { return failure_; }
  // Why a file of the body could not be read; its connection is of no use then.
  [[nodiscard]] const std::string& pieceProblem() const { return piece_problem_; }
  [[nodiscard]] bool requestSent() const { return left_ == 0 && !unsent(); }

 private:
  friend struct Http2Events;

  void pump();
  Status conclude();
  [[nodiscard]] std::uint64_t allowance() const;
  // Void: of the whole connection. Both keep what failed first.
  void breakConnection(net::Failure failure);
  void breakStream(std::uint32_t code);
  // Less than there is room for only at the end, or with a piece_problem_.
  std::size_t readBody(std::span<char> into);
  void dropStream();

  nghttp2_session* session_ = nullptr;
  Http2Exchange* exchange_ = nullptr;  // null: none under way
  std::int32_t stream_ = 0;            // of the exchange; 0: closed
  std::int32_t last_stream_ = 0;       // of the latest exchange
  bool broken_ = false;                // the connection is
  bool stream_broken_ = false;         // of the exchange under way
  bool refused_ = false;
  int silences_ = 1;             // exchanges given up since a byte came; one more before the first
  bool spoken_ = false;          // anything was received at all
  bool cancelled_ = false;       // what a server sent for the dropped stream may still come
  bool reset_by_peer_ = false;   // the stream of the exchange was
  bool going_away_ = false;      // one of both sides is
  bool sent_away_ = false;       // the server is
  std::uint32_t away_code_ = 0;  // why
  std::string complaint_;        // of nghttp2, of the exchange under way

  // The body of the request under way.
  BodyPiece piece_;
  std::uint64_t piece_at_ = 0;  // of piece_, what was read
  std::span<const BodyPiece> more_;
  std::uint64_t left_ = 0;
  std::string piece_problem_;

  // What was received since the exchange began: bytes, of which so many were body; and sent.
  std::uint64_t received_ = 0;
  std::uint64_t received_body_ = 0;
  std::uint64_t sent_bytes_ = 0;

  std::string output_;
  std::size_t sent_ = 0;  // of output_
  net::Failure failure_;
};

}  // namespace hrp::http
