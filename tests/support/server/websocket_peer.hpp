#pragma once
// WebSocketPeer: the server's side of a WebSocket in the test server. It echoes, and does one thing
// wrong or unusual when its name (the path behind /ws/) says so:
//
//   echo, cookies     nothing
//   fragments         echoes in pieces, with a ping and a pong between them
//   greet             sends "hello" together with the handshake
//   burst             answers a message "N" with N messages
//   ping-flood        sends 1000 pings before each echo
//   mute              answers nothing, not even a close
//   bad-accept, extension, bad-protocol  faults of the handshake
//   masked, reserved, opcode, length, continuation, nested, long-ping, fragmented-ping,
//   utf8, close-code, close-one          frames that RFC 6455 forbids, instead of the echo
//   oversize          announces 2^40 bytes
//   early-close       closes the connection instead of the echo; `reset` resets it
//   cut               closes in the middle of a frame
//   close-1008        closes with a close frame, as "policy"
//
// A client's frame that is not masked is answered with a close frame of code 1002. Written apart
// from the client's code, so that both do not share a mistake.

#include <cstdint>
#include <string>
#include <string_view>

namespace hrp::testing {

// The 101 response for `key` up to its last fields, without the empty line.
[[nodiscard]] std::string webSocketHandshake(std::string_view key, std::string_view name);

class WebSocketPeer {
 public:
  enum class Then { kKeep, kClose, kReset };
  explicit WebSocketPeer(std::string name) : name_(std::move(name)) {}

  // Appends what is sent at once.
  void opened(std::string& out) const;
  // Takes complete frames off the front of `in` and appends the answers.
  Then take(std::string& in, std::string& out);
  [[nodiscard]] std::uint64_t messages() const { return messages_; }

 private:
  struct Frame {
    unsigned opcode = 0;
    bool final = false;
    bool masked = false;
    std::string payload;
  };
  static bool next(std::string& in, Frame& frame);
  Then answer(unsigned opcode, const std::string& payload, std::string& out);

  const std::string name_;
  std::string message_;
  unsigned message_opcode_ = 0;
  std::uint64_t messages_ = 0;
};

}  // namespace hrp::testing
