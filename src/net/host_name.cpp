#include "hrp/net/host_name.hpp"

#include <idn2.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>

namespace hrp::net {
namespace {

constexpr std::size_t kMaxHostBytes = 255;

tl::unexpected<base::Error> refuse(std::string why) {
  return base::fail(base::ErrorCode::kInvalidArgument, std::move(why));
}

bool isNonAscii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

char lowerLetter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Unreserved characters and sub-delims (RFC 3986 3.2.2), and bytes outside ASCII.
bool mayBeInHost(char c) {
  const char low = lowerLetter(c);
  return isNonAscii(c) || (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') ||
         (c != '\0' && std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos);
}

std::string shownByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte > 0x20 && byte < 0x7F) return std::string("'") + c + "'";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  return byte == 0x20 ? "a blank" : std::string("byte 0x") + kHex[byte >> 4] + kHex[byte & 15];
}

// False when it holds an escape that is none.
bool decodePercent(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const std::string_view digits = text.substr(at + 1, 2);
    std::uint8_t byte = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), byte, 16);
    if (digits.size() < 2 || error != std::errc{} || end != digits.end()) return false;
    out += static_cast<char>(byte);
    at += 2;
  }
  return true;
}

base::Result<std::string> toPunycode(const std::string& host) {
  std::uint8_t* raw = nullptr;
  const int status = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(host.c_str()), &raw,
                                    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<std::uint8_t, decltype(&idn2_free)> name(raw, idn2_free);
  if (status != IDN2_OK) {
    return refuse(std::string("not an international host name: ") + idn2_strerror(status));
  }
  return std::string(reinterpret_cast<const char*>(name.get()));
}

// One part of an IPv4 address: decimal, octal behind a 0 or hexadecimal behind 0x.
std::optional<std::uint64_t> partOf(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x")) {
    base = 16;
    text.remove_prefix(2);
    if (text.empty()) return 0;
  } else if (text.size() > 1 && text.starts_with('0')) {
    base = 8;
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number, base);
  return error == std::errc{} && end == text.end() ? std::optional(number) : std::nullopt;
}

// Whether the last label is a number, which makes the whole an IPv4 address or nothing.
bool endsInNumber(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  const bool decimal = !last.empty() && last.find_first_not_of("0123456789") == last.npos;
  return decimal || (last.starts_with("0x") && partOf(last));
}

bool isIpv4(std::string_view host) {
  constexpr std::size_t kMostParts = 4;
  for (std::size_t left = kMostParts; left > 0; --left) {
    const std::size_t dot = host.find('.');
    const auto part = partOf(host.substr(0, dot));
    if (!part) return false;
    // The last part fills what the others have left of the four bytes.
    if (dot == std::string_view::npos) return *part < std::uint64_t{1} << (8 * left);
    if (*part > 255) return false;
    host.remove_prefix(dot + 1);
  }
  return false;
}

}  // namespace

base::Result<std::string> asciiHost(std::string_view written) {
  std::string host;
  if (!decodePercent(written, host)) return refuse("a '%' in a host has two hex digits behind it");
  for (int round = 0; round < 2; ++round) {
    const auto wrong =
        std::find_if_not(host.begin(), host.end(), [](char c) { return mayBeInHost(c); });
    if (wrong != host.end()) return refuse("a host name cannot hold " + shownByte(*wrong));
    if (std::none_of(host.begin(), host.end(), isNonAscii)) break;
    auto name = toPunycode(host);
    if (!name) return name;
    host = std::move(*name);  // looked at as well: wide spellings have become ASCII
  }
  std::transform(host.begin(), host.end(), host.begin(), lowerLetter);
  if (host.empty()) return refuse("the host is missing");
  if (host.size() > kMaxHostBytes) return refuse("the host name is too long");
  std::string_view labels = host;
  if (labels.ends_with('.')) labels.remove_suffix(1);
  if (endsInNumber(labels) && !isIpv4(labels)) {
    return refuse("the host ends in a number and is no IPv4 address");
  }
  return host;
}

}  // namespace hrp::net
