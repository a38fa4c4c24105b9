#include "control/listen_address.hpp"

#include <charconv>

namespace hrp::control {
namespace {

tl::unexpected<base::Error> badAddress(std::string_view text, const std::string& why) {
  return base::fail(base::ErrorCode::kInvalidArgument,
                    "control address \"" + std::string(text) + "\": " + why,
                    "write host:port, for example 127.0.0.1:9771 or [::1]:9771");
}

}  // namespace

base::Result<ListenAddress> parseListenAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return badAddress(text, "the port is missing");
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (!host.empty() && host.front() == '[') {
    if (host.size() < 3 || host.back() != ']') return badAddress(text, "the brackets do not match");
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return badAddress(text, "an IPv6 address needs brackets");
  }
  ListenAddress address;
  address.host = host.empty() ? "0.0.0.0" : std::string(host);
  const char* const end = port.data() + port.size();
  const auto [stopped, error] = std::from_chars(port.data(), end, address.port);
  if (port.empty() || error != std::errc() || stopped != end) {
    return badAddress(text, "\"" + std::string(port) + "\" is not a port (0 to 65535)");
  }
  return address;
}

std::string toText(const ListenAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

}  // namespace hrp::control
