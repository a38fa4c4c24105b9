#include "hrp/net/address.hpp"

#include <arpa/inet.h>
#include <net/if.h>

#include <array>
#include <charconv>
#include <cstring>

namespace hrp::net {
namespace {

// The number of a network interface, named or numbered; 0 when there is none.
std::uint32_t interfaceOf(std::string_view zone) {
  if (const unsigned index = ::if_nametoindex(std::string(zone).c_str()); index != 0) return index;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(zone.begin(), zone.end(), number);
  return error == std::errc{} && end == zone.end() ? number : 0;
}

std::string zoneText(std::uint32_t index) {
  if (index == 0) return {};
  std::array<char, IF_NAMESIZE> name{};
  const bool named = ::if_indextoname(index, name.data()) != nullptr;
  return "%" + (named ? std::string(name.data()) : std::to_string(index));
}

}  // namespace

std::optional<Address> Address::fromLiteral(std::string_view text) {
  if (const std::size_t zone = text.find('%'); zone != std::string_view::npos) {
    auto address = fromLiteral(text.substr(0, zone));
    const std::uint32_t index = interfaceOf(text.substr(zone + 1));
    if (!address || address->family() != AF_INET6 || index == 0) return std::nullopt;
    address->storage_.v6.sin6_scope_id = index;
    return address;
  }
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (text.empty() || text.size() >= buffer.size()) return std::nullopt;
  std::memcpy(buffer.data(), text.data(), text.size());
  Address address;
  if (::inet_pton(AF_INET, buffer.data(), &address.storage_.v4.sin_addr) == 1) {
    address.storage_.v4.sin_family = AF_INET;
    return address;
  }
  address = Address();
  if (::inet_pton(AF_INET6, buffer.data(), &address.storage_.v6.sin6_addr) == 1) {
    address.storage_.v6.sin6_family = AF_INET6;
    return address;
  }
  return std::nullopt;
}

std::optional<Address> Address::fromSockaddr(const sockaddr* address) {
  Address result;
  if (address->sa_family == AF_INET) {
    std::memcpy(&result.storage_.v4, address, sizeof(sockaddr_in));
    return result;
  }
  if (address->sa_family == AF_INET6) {
    std::memcpy(&result.storage_.v6, address, sizeof(sockaddr_in6));
    return result;
  }
  return std::nullopt;
}

std::uint16_t Address::port() const {
  return ntohs(family() == AF_INET6 ? storage_.v6.sin6_port : storage_.v4.sin_port);
}

void Address::setPort(std::uint16_t port) {
  (family() == AF_INET6 ? storage_.v6.sin6_port : storage_.v4.sin_port) = htons(port);
}

socklen_t Address::size() const {
  return family() == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (family() == AF_INET6) {
    ::inet_ntop(AF_INET6, &storage_.v6.sin6_addr, buffer.data(), buffer.size());
    return "[" + std::string(buffer.data()) + zoneText(storage_.v6.sin6_scope_id) +
           "]:" + std::to_string(port());
  }
  ::inet_ntop(AF_INET, &storage_.v4.sin_addr, buffer.data(), buffer.size());
  return std::string(buffer.data()) + ":" + std::to_string(port());
}

}  // namespace hrp::net
