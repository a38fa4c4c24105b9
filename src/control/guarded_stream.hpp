#pragma once
// GuardedStream: what the HTTP library reads a request from and writes a reply to. It counts every
// byte against a budget and every wait against a deadline of the whole request, so the library's
// own buffers are bounded too, whatever a client sends and however slowly.
//
// Once a request is refused, nothing is read and nothing that the library writes goes out: the
// owner writes the refusal. One owner, one thread. It does not own the descriptor.

#include <httplib.h>

#include <array>
#include <cstddef>
#include <functional>
#include <string>

#include "control/trailer_filter.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/control/control_server.hpp"

namespace hrp::control {

class GuardedStream final : public httplib::Stream {
 public:
  GuardedStream(int fd, const base::Clock& clock, const ControlLimits& limits)
      : fd_(fd), clock_(clock), limits_(limits) {}

  // Waits for the first byte of a request; false when none came in time or the peer is gone.
  [[nodiscard]] bool waitForRequest();
  // The head is complete; a body of `length` bytes follows (0: none).
  void beginBody(std::size_t length);
  // The head is complete; a chunked body follows, its length unknown.
  void beginChunkedBody();
  // Called once when the last byte of the request has been handed out.
  void onComplete(std::function<void()> callback) { on_complete_ = std::move(callback); }

  void refuse(int status) {
    if (refusal_ == 0) refusal_ = status;
  }
  [[nodiscard]] int refusal() const { return refusal_; }  // HTTP status, 0: not refused
  // Nothing of the body is left unread, so that another request may follow.
  [[nodiscard]] bool fullyRead() const { return phase_ == Phase::kComplete; }

  // Past the library: for refusals. False when the peer does not take it in time.
  [[nodiscard]] bool send(const std::string& text);
  // Ends sending and throws away what still comes, for a short time, so that the peer gets to read
  // the reply instead of a connection reset.
  void linger();

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override;
  ssize_t read(char* ptr, size_t size) override;
  ssize_t write(const char* ptr, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  // Not the descriptor: the library refuses numbers past FD_SETSIZE, which a master of a thousand
  // workers reaches, and uses it for nothing else.
  [[nodiscard]] socket_t socket() const override { return 0; }

 private:
  enum class Phase { kLine, kHeaders, kBody, kChunkedBody, kComplete };

  [[nodiscard]] bool fill(base::TimePoint deadline);
  [[nodiscard]] bool hasBytes();
  [[nodiscard]] std::size_t takeChunked(char* ptr, std::size_t size);
  [[nodiscard]] bool waitFor(short events, base::TimePoint deadline) const;
  ssize_t sendSome(const char* ptr, size_t size);
  void complete();

  const int fd_;
  const base::Clock& clock_;
  const ControlLimits& limits_;
  std::function<void()> on_complete_;
  Phase phase_ = Phase::kLine;
  TrailerFilter trailers_;
  std::size_t budget_ = 0;
  base::TimePoint read_deadline_{};
  base::TimePoint write_deadline_{};
  bool writing_ = false;
  int refusal_ = 0;
  std::array<char, 4096> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace hrp::control
