#pragma once
// WebSocket frames (RFC 6455 section 5): appendFrame() writes a client's masked frames,
// FrameDecoder reads a server's and puts fragmented messages together. Pure: no I/O, no clock.
//
// Nothing that a peer sends is trusted: messages are bounded, text is checked to be UTF-8, and
// whatever section 5 forbids ends the decoding with the close code that section 7.4.1 has for it.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace hrp::http {

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

inline constexpr std::size_t kMaxControlPayload = 125;
// Close codes that this side sends or reports by itself.
inline constexpr int kCloseNormal = 1000;
inline constexpr int kCloseProtocolError = 1002;
inline constexpr int kCloseNoStatus = 1005;  // never on the wire: the peer gave none
inline constexpr int kCloseBadData = 1007;
inline constexpr int kCloseTooBig = 1009;

// Appends one final frame, masked with `mask`.
void appendFrame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);
// Of a close frame; `reason` is cut to what fits.
[[nodiscard]] std::string closePayload(int status, std::string_view reason);

class FrameDecoder {
 public:
  enum class Event : std::uint8_t { kNeedMore, kText, kBinary, kPing, kPong, kClose, kFailed };

  explicit FrameDecoder(std::uint64_t max_message_bytes) : limit_(max_message_bytes) {}

  // Takes bytes off the front of `data` up to the end of the next message or control frame. Its
  // payload points into `data` or into this decoder and stays valid until the next call.
  Event next(std::string_view& data);
  [[nodiscard]] std::string_view payload() const { return payload_; }
  // Of kClose: the peer's code (kCloseNoStatus without one); payload() is its reason.
  [[nodiscard]] int closeStatus() const { return close_status_; }
  // Of kFailed: what was wrong (a literal), and the code to close with.
  [[nodiscard]] std::string_view error() const { return error_; }
  [[nodiscard]] int closeCode() const { return close_code_; }
  // In the middle of a frame or of a fragmented message.
  [[nodiscard]] bool incomplete() const { return header_size_ > 0 || in_message_; }

 private:
  Event fail(std::string_view error, int code = kCloseProtocolError);
  bool takeHeader(std::string_view& data);
  bool checkHeader();
  [[nodiscard]] std::size_t headerLength() const;
  Event takePayload(std::string_view& data);
  Event endOfFrame(std::string_view piece);
  Event endOfControl(std::string_view piece);
  Event endOfMessage(std::string_view whole);

  std::uint64_t limit_;
  std::array<unsigned char, 10> header_{};  // a server's frame has no mask
  std::uint8_t header_size_ = 0;            // bytes of it that are here
  bool header_done_ = false;
  bool in_message_ = false;
  bool delivered_ = false;          // message_ was handed out and goes at the next call
  bool control_delivered_ = false;  // likewise control_
  bool final_ = false;
  Opcode opcode_ = Opcode::kText;  // of the present frame
  Opcode message_opcode_ = Opcode::kText;
  std::uint64_t left_ = 0;  // of the present frame's payload
  std::string message_;     // pieces of a message so far
  std::string control_;     // pieces of a control frame so far
  std::string_view payload_;
  int close_status_ = 0;
  int close_code_ = 0;
  std::string_view error_;
};

}  // namespace hrp::http
