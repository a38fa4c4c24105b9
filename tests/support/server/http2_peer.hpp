#pragma once
// Http2Peer: the server's side of an HTTP/2 connection in the test server, by nghttp2. It answers
// as the endpoints do, without their delays, and does one thing wrong or unusual when the path says
// so (written by hand, past nghttp2):
//
//   /h2/refuse, /h2/refuse-later      RST_STREAM REFUSED_STREAM; later: except to the first stream
//   /h2/reset                         RST_STREAM INTERNAL_ERROR; `reset-body` inside the body
//   /h2/goaway                        answers, and says that it was the last time
//   /h2/goaway-before                 the other way round
//   /h2/goaway-later, /h2/goaway-now  GOAWAY that refuses the stream; later: but not the first
//   /h2/calm                          GOAWAY ENHANCE_YOUR_CALM, and closes
//   /h2/close, /h2/close-body         closes before the answer, inside its body
//   /h2/stall                         nothing behind the head
//   /h2/short, /h2/long               bodies of another length than declared
//   /h2/push                          PUSH_PROMISE
//   /h2/pings, /h2/empty              floods
//   /h2/early                         answers 413 before the body was received
//   /h2/interim, /h2/trailers         a 103, a trailer
//   /h2/garbage                       no frame

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "support/server/test_endpoints.hpp"

struct nghttp2_session;

namespace hrp::testing {

class Http2Peer {
 public:
  enum class Then { kKeep, kClose, kReset };
  using Answer = std::function<void(const ServerRequest& request, ServerReply& reply)>;

  explicit Http2Peer(Answer answer);
  ~Http2Peer();
  Http2Peer(const Http2Peer&) = delete;
  Http2Peer& operator=(const Http2Peer&) = delete;

  // What a client says first.
  static constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  // Takes everything off `in` and appends what is to be sent.
  Then take(std::string& in, std::string& out);

 private:
  friend struct Http2PeerEvents;
  struct Stream;

  void respond(std::int32_t id, Stream& stream);
  bool misbehave(std::uint32_t id, std::string_view path);
  void submit(std::int32_t id, Stream& stream, std::string_view bytes);
  void flush();

  Answer answer_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, std::unique_ptr<Stream>> streams_;
  std::vector<std::int32_t> complete_;  // requests that are not answered yet
  std::string* out_ = nullptr;          // while take() runs
  std::uint64_t requests_ = 0;
  Then then_ = Then::kKeep;
};

}  // namespace hrp::testing
