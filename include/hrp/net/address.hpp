#pragma once
// Address: an IPv4 or IPv6 address with a port. A plain value; any thread.

#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hrp::net {

class Address {
 public:
  Address() = default;
  // A literal like "127.0.0.1", "::1" or "fe80::1%eth0" (no brackets); empty when it is not one, or
  // names a network interface that this machine does not have.
  static std::optional<Address> fromLiteral(std::string_view text);
  // Takes AF_INET and AF_INET6; empty for other families.
  static std::optional<Address> fromSockaddr(const sockaddr* address);

  [[nodiscard]] int family() const { return storage_.base.sa_family; }
  [[nodiscard]] std::uint16_t port() const;
  void setPort(std::uint16_t port);
  [[nodiscard]] const sockaddr* data() const { return &storage_.base; }
  [[nodiscard]] socklen_t size() const;
  // "127.0.0.1:80", "[::1]:80", "[fe80::1%eth0]:80".
  [[nodiscard]] std::string text() const;

 private:
  union Storage {
    sockaddr_in6 v6;
    sockaddr_in v4;
    sockaddr base;
  };
  Storage storage_{};
};

}  // namespace hrp::net
