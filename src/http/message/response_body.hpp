#pragma once
// ResponseBody: the body of one response that comes in pieces: kept within a bound or, when nobody
// reads it, counted but for what is shown of it. Keeps its memory between responses up to a bound.
// One owner, one thread.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message/response_shape.hpp"

namespace hrp::http {

class ResponseBody {
 public:
  // Of the next response.
  void reset(const Asked& asked) {
    text_.clear();
    bytes_ = 0;
    shown_bytes_ = asked.shown_bytes;
    unread_ = asked.body_unread;
    discards_ = false;
  }
  // Its head is known. Coded bodies are kept: their size says little about what is in them.
  void begin(bool coded) { discards_ = unread_ && !coded; }
  // It is only counted, and of any size.
  [[nodiscard]] bool discards() const { return discards_; }
  // Room for so many bytes, within reason: a length need not be true.
  void expect(std::uint64_t bytes) {
    constexpr std::uint64_t kMost = 1 << 20;
    if (!discards_) text_.reserve(std::min(bytes, kMost));
  }
  // The next piece; false when that is beyond the bound.
  [[nodiscard]] bool append(std::string_view piece, std::uint64_t max_bytes) {
    if (!discards_) {
      if (piece.size() > max_bytes - bytes_) return false;
      text_ += piece;
    } else if (text_.size() < shown_bytes_) {
      text_ += piece.substr(0, shown_bytes_ - text_.size());
    }
    bytes_ += piece.size();
    return true;
  }
  // A piece that is kept elsewhere.
  void count(std::uint64_t bytes) { bytes_ += bytes; }
  // What was counted is kept here from now on.
  void keep(std::string_view counted) { text_ = counted; }

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  void trim(std::size_t kept_bytes) {
    if (text_.capacity() > kept_bytes) std::string().swap(text_);
  }

 private:
  std::string text_;
  std::uint64_t bytes_ = 0;  // so far
  std::size_t shown_bytes_ = 0;
  bool unread_ = false;
  bool discards_ = false;
};

}  // namespace hrp::http
