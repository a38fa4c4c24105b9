#include "import/curl/shell/ansi_escapes.hpp"

#include <cstdint>
#include <optional>

namespace hrp::import {
namespace {

int digitOf(char c, int base) {
  int digit = -1;
  if (c >= '0' && c <= '9') digit = c - '0';
  if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
  if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
  return digit < base ? digit : -1;
}

std::optional<char> simpleEscape(char c) {
  constexpr std::string_view kNames = "abeEfnrtv\\'\"?";
  constexpr std::string_view kValues = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?";
  const std::size_t at = kNames.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return kValues[at];
}

class EscapeReader {
 public:
  EscapeReader(std::string_view text, std::size_t at, std::string& out)
      : text_(text), at_(at), out_(out) {}

  std::size_t run() && {
    const char c = peek();
    if (const auto simple = simpleEscape(c)) {
      out_ += *simple;
      ++at_;
    } else if (digitOf(c, 8) >= 0) {
      out_ += static_cast<char>(takeNumber(8, 3).value_or(0));
    } else if (c == 'x' || c == 'u' || c == 'U') {
      takeCode(c);
    } else if (c == 'c' && at_ + 1 < text_.size()) {
      out_ += static_cast<char>(text_[at_ + 1] & 0x1F);
      at_ += 2;
    } else {
      out_ += '\\';
    }
    return at_;
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void takeCode(char kind) {
    ++at_;
    const auto code = takeNumber(16, kind == 'x' ? 2 : kind == 'u' ? 4 : 8);
    if (!code) {
      out_ += '\\';
      out_ += kind;
    } else if (kind == 'x') {
      out_ += static_cast<char>(*code);
    } else {
      takeSecondHalf(*code);
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

  void takeSecondHalf(std::uint32_t code) {
    if (code >= 0xD800 && code <= 0xDBFF && text_.substr(at_).starts_with("\\u")) {
      const std::size_t before = at_;
      at_ += 2;
      const auto low = takeNumber(16, 4);
      if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
        code = 0x10000 + ((code - 0xD800) << 10U) + (*low - 0xDC00);
      } else {
        at_ = before;
      }
    }
    appendUtf8(out_, code);
  }

  std::string_view text_;
  std::size_t at_;
  std::string& out_;
};

}  // namespace

std::size_t appendAnsiEscape(std::string_view text, std::size_t at, std::string& out) {
  return EscapeReader(text, at, out).run();
}

void appendUtf8(std::string& out, char32_t code) {
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

}  // namespace hrp::import
