#include "http/websocket/websocket_frame.hpp"

#include <algorithm>
#include <cstring>

#include "hrp/http/websocket.hpp"

namespace hrp::http {
namespace {

constexpr unsigned char kFinal = 0x80;
constexpr unsigned char kMasked = 0x80;

bool isControl(Opcode opcode) {
  return (static_cast<unsigned>(opcode) & 8U) != 0;
}

// RFC 6455 7.4: codes that may stand in a close frame.
bool mayBeSent(int code) {
  if (code >= 3000 && code <= 4999) return true;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

// XOR with the mask, eight bytes at a time.
void appendMasked(std::string& out, std::string_view payload, std::uint32_t mask) {
  const std::size_t start = out.size();
  out.append(payload);
  char* at = out.data() + start;
  char* const end = out.data() + out.size();
  const std::uint64_t wide = mask | std::uint64_t{mask} << 32;
  while (end - at >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    word ^= wide;
    std::memcpy(at, &word, sizeof word);
    at += 8;
  }
  std::array<char, 4> key{};
  std::memcpy(key.data(), &mask, key.size());
  for (std::size_t i = 0; at != end; ++i, ++at) {
    *at =
        static_cast<char>(static_cast<unsigned char>(*at) ^ static_cast<unsigned char>(key[i & 3]));
  }
}

// The length of the sequence that starts with `lead`, 0 when none does, with the range that its
// second byte must be in (Unicode, table 3-7).
struct Utf8Lead {
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

Utf8Lead utf8Lead(unsigned char lead) {
  if (lead < 0x80) return {1};
  if (lead >= 0xC2 && lead <= 0xDF) return {2};
  if (lead == 0xE0) return {3, 0xA0};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {3};
  if (lead == 0xF0) return {4, 0x90};
  if (lead >= 0xF1 && lead <= 0xF3) return {4};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

}  // namespace

bool isUtf8(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, sizeof word);
      if ((word & kHighBits) == 0) {
        at += 8;
        continue;
      }
    }
    const Utf8Lead lead = utf8Lead(static_cast<unsigned char>(text[at]));
    if (lead.length == 0 || text.size() - at < lead.length) return false;
    for (std::size_t i = 1; i < lead.length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      const unsigned char low = i == 1 ? lead.low : 0x80;
      const unsigned char high = i == 1 ? lead.high : 0xBF;
      if (byte < low || byte > high) return false;
    }
    at += lead.length;
  }
  return true;
}

void appendFrame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask) {
  const std::uint64_t size = payload.size();
  out += static_cast<char>(kFinal | static_cast<unsigned char>(opcode));
  std::size_t extra = 0;
  if (size < 126) {
    out += static_cast<char>(kMasked | static_cast<unsigned char>(size));
  } else {
    extra = size <= 0xFFFF ? 2 : 8;
    out += static_cast<char>(kMasked | (extra == 2 ? 126 : 127));
  }
  while (extra-- > 0) out += static_cast<char>(size >> (8 * extra) & 0xFF);
  std::array<char, 4> key{};
  std::memcpy(key.data(), &mask, key.size());
  out.append(key.data(), key.size());
  appendMasked(out, payload, mask);
}

std::string closePayload(int status, std::string_view reason) {
  std::string out;
  out += static_cast<char>(status >> 8 & 0xFF);
  out += static_cast<char>(status & 0xFF);
  std::size_t end = std::min(reason.size(), kMaxControlPayload - 2);
  // Not in the middle of a UTF-8 sequence.
  while (end > 0 && end < reason.size() &&
         (static_cast<unsigned char>(reason[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  out += reason.substr(0, end);
  return out;
}

FrameDecoder::Event FrameDecoder::fail(std::string_view error, int code) {
  error_ = error;
  close_code_ = code;
  return Event::kFailed;
}

FrameDecoder::Event FrameDecoder::next(std::string_view& data) {
  if (!error_.empty()) return Event::kFailed;
  if (delivered_) {
    std::string().swap(message_);
    delivered_ = false;
  }
  if (control_delivered_) {
    std::string().swap(control_);
    control_delivered_ = false;
  }
  payload_ = {};
  while (!data.empty() || header_done_) {
    if (!header_done_) {
      if (!takeHeader(data)) return Event::kNeedMore;
      if (!checkHeader()) return Event::kFailed;
      header_done_ = true;
    }
    const Event event = takePayload(data);
    if (event != Event::kNeedMore) return event;
    if (header_done_) return Event::kNeedMore;
  }
  return Event::kNeedMore;
}

std::size_t FrameDecoder::headerLength() const {
  if (header_size_ < 2) return 2;
  const unsigned length = header_[1] & 0x7FU;
  return length == 126 ? 4 : length == 127 ? 10 : 2;
}

bool FrameDecoder::takeHeader(std::string_view& data) {
  while (header_size_ < headerLength()) {
    if (data.empty()) return false;
    header_[header_size_++] = static_cast<unsigned char>(data.front());
    data.remove_prefix(1);
  }
  return true;
}

bool FrameDecoder::checkHeader() {
  const auto refuse = [this](std::string_view error, int code = kCloseProtocolError) {
    return fail(error, code) != Event::kFailed;
  };
  const unsigned first = header_[0];
  const unsigned second = header_[1];
  if ((first & 0x70U) != 0) return refuse("websocket: reserved bits are set");
  if ((second & kMasked) != 0) return refuse("websocket: the server's frame is masked");
  final_ = (first & kFinal) != 0;
  const unsigned opcode = first & 0x0FU;
  if ((opcode > 2 && opcode < 8) || opcode > 10) return refuse("websocket: unknown opcode");
  opcode_ = static_cast<Opcode>(opcode);
  const std::size_t length = headerLength();
  left_ = second & 0x7FU;
  if (length > 2) left_ = 0;
  for (std::size_t i = 2; i < length; ++i) left_ = left_ << 8 | header_[i];
  if ((length == 4 && left_ < 126) || (length == 10 && (left_ <= 0xFFFF || left_ >> 63 != 0))) {
    return refuse("websocket: malformed frame length");
  }
  if (isControl(opcode_)) {
    if (!final_) return refuse("websocket: fragmented control frame");
    if (left_ > kMaxControlPayload) return refuse("websocket: control frame is too long");
    return true;
  }
  if ((opcode_ == Opcode::kContinuation) != in_message_) {
    return refuse(in_message_ ? "websocket: a message begins inside another"
                              : "websocket: continuation of no message");
  }
  if (left_ > limit_ - std::min<std::uint64_t>(limit_, message_.size())) {
    return refuse("websocket: message beyond the limit", kCloseTooBig);
  }
  if (!in_message_) message_opcode_ = opcode_;
  in_message_ = true;
  return true;
}

// kNeedMore with header_done_ set when the frame is not complete, without when it was a fragment.
FrameDecoder::Event FrameDecoder::takePayload(std::string_view& data) {
  const std::string_view piece = data.substr(0, left_);
  data.remove_prefix(piece.size());
  left_ -= piece.size();
  if (left_ == 0) return endOfFrame(piece);
  (isControl(opcode_) ? control_ : message_).append(piece);
  return Event::kNeedMore;
}

FrameDecoder::Event FrameDecoder::endOfFrame(std::string_view piece) {
  header_done_ = false;
  header_size_ = 0;
  if (isControl(opcode_)) return endOfControl(piece);
  if (final_ && message_.empty()) return endOfMessage(piece);
  message_.append(piece);
  return final_ ? endOfMessage(message_) : Event::kNeedMore;
}

FrameDecoder::Event FrameDecoder::endOfMessage(std::string_view whole) {
  in_message_ = false;
  delivered_ = true;
  payload_ = whole;
  if (message_opcode_ == Opcode::kBinary) return Event::kBinary;
  if (!isUtf8(whole)) return fail("websocket: text that is not UTF-8", kCloseBadData);
  return Event::kText;
}

FrameDecoder::Event FrameDecoder::endOfControl(std::string_view piece) {
  payload_ = piece;
  if (!control_.empty()) {
    control_.append(piece);
    payload_ = control_;
    control_delivered_ = true;
  }
  if (opcode_ == Opcode::kPing) return Event::kPing;
  if (opcode_ == Opcode::kPong) return Event::kPong;
  close_status_ = kCloseNoStatus;
  if (payload_.empty()) return Event::kClose;
  if (payload_.size() == 1) return fail("websocket: malformed close frame");
  close_status_ =
      static_cast<unsigned char>(payload_[0]) << 8 | static_cast<unsigned char>(payload_[1]);
  payload_.remove_prefix(2);
  if (!mayBeSent(close_status_)) return fail("websocket: invalid close code");
  if (!isUtf8(payload_)) return fail("websocket: close reason that is not UTF-8", kCloseBadData);
  return Event::kClose;
}

}  // namespace hrp::http
