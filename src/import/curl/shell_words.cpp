#include "import/curl/shell_words.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "hrp/base/text_place.hpp"

namespace hrp::import {
namespace {

int digitOf(char c, int base) {
  int digit = -1;
  if (c >= '0' && c <= '9') digit = c - '0';
  if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
  if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
  return digit < base ? digit : -1;
}

void appendUtf8(std::string& out, std::uint32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
  const auto tail = [&out, code](unsigned shift) {
    out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | (code >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (code >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::optional<char> simpleEscape(char c) {
  constexpr std::string_view kNames = "abeEfnrtv\\'\"?";
  constexpr std::string_view kValues = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?";
  const std::size_t at = kNames.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return kValues[at];
}

class Splitter {
 public:
  Splitter(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  base::Result<std::vector<ShellCommand>> run() && {
    while (!error_ && at_ < text_.size()) next();
    endCommand();
    if (error_) return base::fail(std::move(*error_));
    return std::move(commands_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool ahead(std::string_view wanted) const {
    return text_.substr(at_).starts_with(wanted);
  }

  void refuse(std::size_t offset, std::string reason, std::string hint = {}) {
    if (error_) return;
    error_ = base::Error{base::ErrorCode::kParse,
                         file_ + ":" + base::placeInText(text_, offset) + ": " + std::move(reason),
                         std::move(hint)};
  }

  void next() {
    const char c = peek();
    if (skipContinuation()) return;
    if (c == '\n' || c == ';' || ahead("&&")) {
      endCommand();
      at_ += c == '&' ? 2 : 1;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      endWord();
      ++at_;
    } else if (c == '#' && !in_word_) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (std::string_view("|&<>()").find(c) != std::string_view::npos) {
      refuse(at_, std::string("unexpected '") + c + "' outside quotes",
             "put a URL in quotes; leave pipes and redirections out");
    } else {
      takePart(c);
    }
  }

  // A backslash before a line break joins the lines.
  bool skipContinuation() {
    if (ahead("\\\n")) {
      at_ += 2;
    } else if (ahead("\\\r\n")) {
      at_ += 3;
    } else {
      return false;
    }
    return true;
  }

  void takePart(char c) {
    beginWord();
    if (c == '\'') {
      takeSingleQuoted();
    } else if (c == '"') {
      takeDoubleQuoted();
    } else if (ahead("$'")) {
      takeAnsiQuoted();
    } else if (ahead("$\"")) {
      ++at_;
      takeDoubleQuoted();
    } else if (c == '\\' && at_ + 1 < text_.size()) {
      word_ += text_[at_ + 1];
      at_ += 2;
    } else {
      word_ += c;
      ++at_;
    }
  }

  void takeSingleQuoted() {
    const std::size_t close = text_.find('\'', at_ + 1);
    if (close == std::string_view::npos) {
      refuse(at_, "the quote ' is not closed");
      return;
    }
    word_ += text_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
  }

  void takeDoubleQuoted() {
    const std::size_t start = at_++;
    while (at_ < text_.size()) {
      const char c = peek();
      if (c == '"') {
        ++at_;
        return;
      }
      if (skipContinuation()) continue;
      const bool escapes = c == '\\' &&
                           std::string_view("$`\"\\").find(peek(1)) != std::string_view::npos &&
                           at_ + 1 < text_.size();
      if (escapes) ++at_;
      word_ += text_[at_++];
    }
    refuse(start, "the quote \" is not closed");
  }

  void takeAnsiQuoted() {
    const std::size_t start = at_;
    at_ += 2;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\'') return;
      if (c == '\\' && at_ < text_.size()) {
        takeAnsiEscape();
      } else {
        word_ += c;
      }
    }
    refuse(start, "the quote $' is not closed");
  }

  // `at_` is behind the backslash.
  void takeAnsiEscape() {
    const char c = peek();
    if (const auto simple = simpleEscape(c)) {
      word_ += *simple;
      ++at_;
    } else if (digitOf(c, 8) >= 0) {
      word_ += static_cast<char>(takeNumber(8, 3).value_or(0));
    } else if (c == 'x' || c == 'u' || c == 'U') {
      ++at_;
      const auto code = takeNumber(16, c == 'x' ? 2 : c == 'u' ? 4 : 8);
      if (!code) {
        word_ += '\\';
        word_ += c;
      } else if (c == 'x') {
        word_ += static_cast<char>(*code);
      } else {
        appendCodePoint(*code);
      }
    } else if (c == 'c' && at_ + 1 < text_.size()) {
      word_ += static_cast<char>(text_[at_ + 1] & 0x1F);
      at_ += 2;
    } else {
      word_ += '\\';
    }
  }

  std::optional<std::uint32_t> takeNumber(int base, std::size_t most_digits) {
    std::uint32_t number = 0;
    std::size_t count = 0;
    while (count < most_digits && digitOf(peek(), base) >= 0) {
      number = number * static_cast<std::uint32_t>(base) +
               static_cast<std::uint32_t>(digitOf(peek(), base));
      ++at_;
      ++count;
    }
    if (count == 0) return std::nullopt;
    return number;
  }

  // Browsers write a character beyond the 16-bit ones as two escapes.
  void appendCodePoint(std::uint32_t code) {
    if (code >= 0xD800 && code <= 0xDBFF && ahead("\\u")) {
      const std::size_t before = at_;
      at_ += 2;
      const auto low = takeNumber(16, 4);
      if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
        code = 0x10000 + ((code - 0xD800) << 10U) + (*low - 0xDC00);
      } else {
        at_ = before;
      }
    }
    appendUtf8(word_, code);
  }

  void beginWord() {
    if (!in_word_) word_start_ = at_;
    in_word_ = true;
  }

  void endWord() {
    if (!in_word_) return;
    command_.push_back({std::move(word_), file_ + ":" + base::placeInText(text_, word_start_)});
    word_.clear();
    in_word_ = false;
  }

  void endCommand() {
    endWord();
    if (!command_.empty()) commands_.push_back(std::move(command_));
    command_.clear();
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::string word_;
  std::size_t word_start_ = 0;
  bool in_word_ = false;
  ShellCommand command_;
  std::vector<ShellCommand> commands_;
  std::optional<base::Error> error_;
};

}  // namespace

base::Result<std::vector<ShellCommand>> splitShellText(std::string_view text,
                                                       const std::string& file) {
  return Splitter(text, file).run();
}

}  // namespace hrp::import
