#include "engine/http_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace hrp::engine {
namespace {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

constexpr std::array<bool, 256> tokenBytes() {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}
constexpr auto kTokenBytes = tokenBytes();

std::optional<int> hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// Takes the first "name=value" of a Cookie field value off its front.
std::string_view takePair(std::string_view& pairs) {
  const std::size_t end = pairs.find(';');
  std::string_view pair = pairs.substr(0, end);
  pairs = end == std::string_view::npos ? std::string_view() : pairs.substr(end + 1);
  while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
  return pair;
}

std::string_view nameOf(std::string_view pair) {
  return pair.substr(0, pair.find('='));
}

bool holdsName(std::string_view pairs, std::string_view name) {
  while (!pairs.empty()) {
    if (nameOf(takePair(pairs)) == name) return true;
  }
  return false;
}

}  // namespace

bool isToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return kTokenBytes[static_cast<unsigned char>(c)];
  });
}

bool isFieldValue(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

std::string canonicalHeaderName(std::string_view name) {
  std::string canonical(name);
  if (!isToken(name)) return canonical;
  bool start = true;
  for (char& c : canonical) {
    c = start ? upper(c) : lower(c);
    start = c == '-';
  }
  return canonical;
}

bool equalsIgnoreCase(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

bool startsWithIgnoreCase(std::string_view text, std::string_view lower_prefix) {
  return equalsIgnoreCase(text.substr(0, lower_prefix.size()), lower_prefix);
}

std::string upperCase(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), upper);
  return result;
}

void appendCookie(std::string& out, std::string_view name, std::string_view value) {
  if (!out.empty()) out += "; ";
  for (const char c : name) out += c == '\r' || c == '\n' ? '-' : c;
  out += '=';
  std::string cleaned;
  for (const char c : value) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != ';' && c != '\\') cleaned += c;
  }
  const bool quoted = cleaned.find_first_of(" ,") != std::string::npos;
  if (quoted) out += '"';
  out += cleaned;
  if (quoted) out += '"';
}

void appendOtherCookies(std::string& out, std::string_view pairs, std::string_view stronger) {
  while (!pairs.empty()) {
    const std::string_view pair = takePair(pairs);
    if (pair.empty() || holdsName(stronger, nameOf(pair))) continue;
    if (!out.empty()) out += "; ";
    out += pair;
  }
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t group = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      word = word << 8 | (k < group ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= group ? kDigits[word >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return out;
}

std::string percentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = hexDigit(text[i + 1]);
      const auto low = hexDigit(text[i + 2]);
      if (high && low) {
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace hrp::engine
