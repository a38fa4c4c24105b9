#pragma once
// Character classes and small conversions that HTTP's grammars share. Pure functions.

#include <cstdint>
#include <cstring>
#include <string_view>

#include "hrp/base/byte_table.hpp"

namespace hrp::http {

// RFC 9110 5.6.2.
inline constexpr auto kTokenTable = base::byteTable(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~");

[[nodiscard]] constexpr bool isTokenChar(char c) {
  return kTokenTable[static_cast<unsigned char>(c)];
}

[[nodiscard]] constexpr bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool isAlpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

[[nodiscard]] constexpr int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

[[nodiscard]] constexpr bool equalsIgnoreCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// Whether `text` is `word`, of lower case letters and '-', in any case. Eight bytes at a time, the
// last eight overlapping those before: setting the bit that tells cases apart makes no other byte a
// letter, and only a carriage return a '-', which no line holds inside.
[[nodiscard]] inline bool equalsToken(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) return false;
  const auto equal_at = [&](std::size_t at) {
    constexpr std::uint64_t kCaseBits = 0x2020202020202020ull;
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::memcpy(&left, text.data() + at, sizeof left);
    std::memcpy(&right, word.data() + at, sizeof right);
    return (left | kCaseBits) == right;
  };
  if (word.size() >= 8) {
    for (std::size_t at = 0; at + 8 < word.size(); at += 8) {
      if (!equal_at(at)) return false;
    }
    return equal_at(word.size() - 8);
  }
  for (std::size_t at = 0; at < word.size(); ++at) {
    if ((text[at] | 0x20) != word[at]) return false;
  }
  return true;
}

[[nodiscard]] constexpr bool isBlank(char c) {
  return c == ' ' || c == '\t';
}

// What [begin, end) holds without the blanks around it.
[[nodiscard]] constexpr std::string_view trimmedBlanks(const char* begin, const char* end) {
  while (begin != end && isBlank(*begin)) ++begin;
  while (begin != end && isBlank(end[-1])) --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

[[nodiscard]] constexpr std::string_view trimBlanks(std::string_view text) {
  return trimmedBlanks(text.data(), text.data() + text.size());
}

// Digits only, no overflow; false otherwise.
[[nodiscard]] constexpr bool parseDecimal(std::string_view text, std::uint64_t& value) {
  if (text.empty()) return false;
  value = 0;
  for (const char c : text) {
    if (!isDigit(c)) return false;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return false;
    value = value * 10 + digit;
  }
  return true;
}

}  // namespace hrp::http
