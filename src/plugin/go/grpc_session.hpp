#pragma once
// GrpcSession: the client's side of one gRPC connection (grpc.io, "gRPC over HTTP/2") for calls
// with one request message and any number of messages back, without compression. Framing is
// nghttp2's. No socket: bytes go in and come out. One thread.
//
// Nothing that the peer sends is trusted: messages have a bound, text of a status too.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "hrp/base/error.hpp"

struct nghttp2_session;

namespace hrp::plugin {

struct GrpcStatus {
  int code = 0;  // of gRPC: 0 is good; -1: there was none, the message says why
  std::string message;
  [[nodiscard]] bool good() const { return code == 0; }
};

// What a session tells, while it receives; may start calls but not receive.
class GrpcEvents {
 public:
  virtual ~GrpcEvents() = default;
  virtual void onMessage(std::int32_t call, std::string_view message) = 0;
  virtual void onEnd(std::int32_t call, const GrpcStatus& status) = 0;
};

class GrpcSession {
 public:
  static constexpr std::size_t kMaxMessage = 64 << 20;
  static constexpr std::size_t kMaxStatusText = 4096;
  static constexpr std::int32_t kLastCall = INT32_MAX - 2;

  // `events` must outlive it. Numbers of calls are odd, from `first_call`, and not used again.
  explicit GrpcSession(GrpcEvents& events, std::int32_t first_call = 1);
  ~GrpcSession();
  GrpcSession(const GrpcSession&) = delete;
  GrpcSession& operator=(const GrpcSession&) = delete;

  // The call's number; 0 when the connection has no more numbers: another one is needed. The path
  // must stay where it is; the message is at most kMaxMessage bytes.
  [[nodiscard]] std::int32_t start(std::string_view path, std::string_view message);
  // Nothing more is told of the call.
  void cancel(std::int32_t call);
  // kParse when the peer does not keep to the protocol; the session is then of no use.
  [[nodiscard]] base::Result<> receive(std::string_view bytes);
  // Appends what is to be sent, until `out` has `most` bytes or there is no more. kParse as
  // receive(): some mistakes of a peer are found by what there is to say about them.
  [[nodiscard]] base::Result<> takeOutput(std::string& out, std::size_t most);
  [[nodiscard]] bool wantsToSend() const;
  [[nodiscard]] std::size_t calls() const { return calls_.size(); }

 private:
  friend struct GrpcFrames;
  struct Call;
  [[nodiscard]] Call* find(std::int32_t number);
  bool takeMessages(std::int32_t number, Call& call);
  bool fail(std::int32_t number, Call& call, std::string reason);  // false
  void finish(std::int32_t number, std::uint32_t http2_code);

  GrpcEvents& events_;
  nghttp2_session* session_ = nullptr;
  std::unordered_map<std::int32_t, std::unique_ptr<Call>> calls_;
  bool broken_ = false;
  std::string complaint_;  // what the peer did wrong
};

}  // namespace hrp::plugin
