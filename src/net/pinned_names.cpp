#include "hrp/net/pinned_names.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "hrp/net/host_name.hpp"

namespace hrp::net {
namespace {

constexpr std::size_t kMostPinned = 64;
constexpr std::uint16_t kDnsPort = 53;

std::optional<std::uint16_t> portOf(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && port > 0 ? std::optional(port) : std::nullopt;
}

std::optional<Address> addressOf(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return Address::fromLiteral(text);
}

tl::unexpected<base::Error> malformed(std::string_view text, const std::string& what) {
  return base::fail(base::ErrorCode::kInvalidArgument,
                    "\"" + std::string(text.substr(0, 200)) + "\": " + what,
                    "write HOST:PORT:ADDRESS, such as shop.example:443:192.0.2.7 or "
                    "shop.example:443:[2001:db8::7]");
}

}  // namespace

base::Result<PinnedName> parsePinnedName(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with('-')) return malformed(text, "a name cannot be taken back here");
  if (rest.starts_with('+')) rest.remove_prefix(1);
  PinnedName name;
  const std::size_t host_end = rest.find(':');
  const std::size_t port_end =
      host_end == std::string_view::npos ? std::string_view::npos : rest.find(':', host_end + 1);
  if (port_end == std::string_view::npos || host_end == 0) return malformed(text, "incomplete");
  name.host = rest.substr(0, host_end);
  if (name.host != "*") {
    auto host = asciiHost(name.host);
    if (!host) return malformed(text, host.error().message);
    name.host = std::move(*host);
  }
  const auto port = portOf(rest.substr(host_end + 1, port_end - host_end - 1));
  if (!port) return malformed(text, "the port is not a number from 1 to 65535");
  name.port = *port;
  rest.remove_prefix(port_end + 1);
  for (bool more = true; more;) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    more = end < rest.size();
    const std::string_view one = rest.substr(0, end);
    const auto address = addressOf(one);
    if (!address) return malformed(text, "\"" + std::string(one) + "\" is not an IP address");
    if (name.addresses.size() == kMostPinned) return malformed(text, "more than 64 addresses");
    name.addresses.push_back(*address);
    rest.remove_prefix(more ? end + 1 : end);
  }
  return name;
}

base::Result<Address> parseDnsServer(std::string_view text) {
  std::string_view host = text;
  std::optional<std::uint16_t> port = kDnsPort;
  const std::size_t colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  // An IPv6 address without brackets has no port.
  const bool has_port = colon != std::string_view::npos &&
                        (bracketed ? text[colon - 1] == ']' : text.find(':') == colon);
  if (has_port) {
    host = text.substr(0, colon);
    port = portOf(text.substr(colon + 1));
  }
  auto address = addressOf(host);
  if (!address || !port) {
    return base::fail(base::ErrorCode::kInvalidArgument,
                      "\"" + std::string(text.substr(0, 200)) + "\" is not a DNS server's address",
                      "write 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53");
  }
  address->setPort(*port);
  return *address;
}

}  // namespace hrp::net
