#pragma once
// TextWriter: puts pieces of text together in a string whose size is bounded before. Appending to a
// string looks at its capacity for each piece, which costs more than copying a short one.

#include <cstring>
#include <string>
#include <string_view>

#include "hrp/base/assert.hpp"

namespace hrp::engine {

class TextWriter {
 public:
  // Replaces `text`, which must outlive this, with at most `most` bytes.
  TextWriter(std::string& text, std::size_t most) : text_(text) {
    text_.resize(most);
    at_ = text_.data();
  }
  void add(std::string_view piece) {
    HRP_ASSERT(piece.size() <= static_cast<std::size_t>(text_.data() + text_.size() - at_));
    std::memcpy(at_, piece.data(), piece.size());
    at_ += piece.size();
  }
  // "name: value" and the end of its line.
  void addField(std::string_view name, std::string_view value) {
    add(name);
    add(": ");
    add(value);
    add("\r\n");
  }
  // Gives back what was not used; nothing may be added then.
  void finish() { text_.resize(static_cast<std::size_t>(at_ - text_.data())); }

 private:
  std::string& text_;
  char* at_;
};

}  // namespace hrp::engine
