#include "engine/text/http_text.hpp"

#include <algorithm>
#include <cstdint>

#include "hrp/base/byte_table.hpp"
#include "hrp/http/credentials.hpp"

namespace hrp::engine {
namespace {

constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
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
  return !text.empty() && std::all_of(text.begin(), text.end(), http::isTokenChar);
}

bool isFieldValue(std::string_view text) {
  static constexpr auto kLineBreaks = base::byteTable(std::string_view("\r\n\0", 3));
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return kLineBreaks[static_cast<unsigned char>(c)]; });
}

std::string canonicalHeaderName(std::string_view name) {
  std::string canonical(name);
  if (!isToken(name)) return canonical;
  bool start = true;
  for (char& c : canonical) {
    c = start ? upper(c) : http::lower(c);
    start = c == '-';
  }
  return canonical;
}

bool isChunkedCoding(std::string_view field_value) {
  return equalsIgnoreCase(http::trimBlanks(field_value), "chunked");
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

std::string formDecoded(std::string_view text) {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '+', ' ');
  return http::percentDecoded(plain);
}

}  // namespace hrp::engine
