#pragma once
// Http2Session: the client's side of one HTTP/2 connection (RFC 9113, by nghttp2) over byte
// buffers. It does no I/O: the owner feeds what it received and sends what output() holds. One
// exchange at a time; between exchanges it answers what the server asks (PING, SETTINGS) and
// remembers that the server is going away. The contract and the order of calls are those of
// message/protocol.hpp.
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
#include "http/message/protocol.hpp"

namespace hrp::http {

// What one exchange needs besides its request. Pooled with the exchange slots.
struct Http2Exchange {
  explicit Http2Exchange(const ResponseLimits& limits) : answer(limits) {}
  std::vector<nghttp2_nv> fields;
  Http2Response answer;

  [[nodiscard]] const Response& response() const { return answer.response(); }
  void trim() { answer.trim(); }
};

class Http2Session {
 public:
  using Status = ReadStatus;

  explicit Http2Session(std::size_t max_head_bytes);
  ~Http2Session();
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;

  [[nodiscard]] bool start(const Request& request, Http2Exchange& exchange);
  // Takes the next bytes, and makes what is to be sent for them: hasAnswers() tells. After
  // kComplete the response's views point into `data` or into the exchange.
  Status feed(std::string_view data);
  [[nodiscard]] std::optional<net::Failure> ended(std::optional<net::Failure> error) const;
  // " after a GOAWAY from the server: NO_ERROR" when there was one, otherwise nothing.
  [[nodiscard]] std::string note() const;
  // Gives the exchange up, and asks for a sign of life (PING). The connection can be used again,
  // but not after another exchange without a byte from the server.
  bool cancel();
  // Says goodbye, giving up the exchange under way; the connection takes no further one.
  void leave();
  void over() {}  // an exchange ends with its stream

  // The next bytes to be sent; empty: nothing to send now. The owner removes what it sent.
  [[nodiscard]] std::string_view output();
  [[nodiscard]] Outgoing next(std::size_t /*most*/) {
    Outgoing out;
    out.add(output());
    if (!piece_problem_.empty()) out.count = 0;
    return out;
  }
  bool sent(std::size_t count);  // true: output() may have more
  // Bytes of output() that the owner was given and has not sent.
  [[nodiscard]] bool hasAnswers() const { return sent_ < output_.size(); }

  [[nodiscard]] bool usable() const;
  [[nodiscard]] static std::uint64_t toArrive() { return 0; }  // streams are apart
  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] const net::Failure& failure() const { return failure_; }
  // Why a file of the body could not be read; its connection is of no use then.
  [[nodiscard]] const std::string& pieceProblem() const { return piece_problem_; }
  [[nodiscard]] bool requestSent() const { return left_ == 0 && !hasAnswers(); }
  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] static std::size_t unclaimed() { return 0; }
  [[nodiscard]] static bool switched() { return false; }  // RFC 9113 8.6

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
  bool begun_ = false;           // the response of the latest exchange has
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
