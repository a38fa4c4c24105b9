#pragma once
// TlsTickets: what resumes the TLS connections of one user to one server. Every ticket that a
// server gives over TLS 1.3 is kept, four at most, and offered by one later connection. When no
// fresh one is left, the one that was offered last is offered again, as Go does; docs/decisions/009
// says why. Of TLS 1.2, which has one session for many connections, it is the session of the last
// connection.
//
// Kept as OpenSSL writes sessions down (i2d_SSL_SESSION(3)), one behind the other in one piece of
// memory, and without the server's certificate: a few hundred bytes each, where a session in use is
// four times that. One owner, one thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

struct ssl_session_st;

namespace hrp::net {

class TlsTickets {
 public:
  // Of what the next connection offers, a new reference; null: nothing.
  [[nodiscard]] ssl_session_st* next();
  // A ticket has come. The oldest makes room.
  void keep(const ssl_session_st* ticket);
  // Forgets all others.
  void keepOnly(const ssl_session_st* session);
  // The server has refused what was offered.
  void refused();

 private:
  static constexpr std::size_t kMostFresh = 4;
  void dropOffered();

  std::string texts_;  // of the one that was offered last, then of the fresh ones, the oldest first
  std::array<std::uint16_t, kMostFresh + 1> sizes_{};  // of those; 0 in front: none was offered
  std::uint8_t fresh_ = 0;
};

}  // namespace hrp::net
