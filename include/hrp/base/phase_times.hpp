#pragma once
// PhaseTimes: where the time of one HTTP exchange went. A plain value; any thread. The phases
// follow each other, so the four add up to first_byte's end; a phase that did not happen (a kept
// connection, plain http) is zero.

#include <cstdint>

#include "hrp/base/clock.hpp"

namespace hrp::base {

enum class TlsHandshake : std::uint8_t { kNone, kFull, kResumed };

struct PhaseTimes {
  Duration dns{};         // name to addresses
  Duration connect{};     // TCP, over all addresses that were tried
  Duration tls{};         // handshake
  Duration first_byte{};  // from the first byte sent to the first byte of the response
  Duration total{};       // from the start of the exchange to the last byte of the response
  bool reused = false;    // sent on a connection of an earlier exchange
  TlsHandshake handshake = TlsHandshake::kNone;
  std::uint8_t opened = 0;  // connections that were opened for the exchange
  std::uint8_t failed = 0;  // attempts to open one that failed: addresses, handshakes
  std::uint8_t resent = 0;  // times that it was sent again, always on a new connection

  // What was kept from an earlier exchange is also where it ended.
  [[nodiscard]] bool endedOnKept() const { return reused && opened == 0; }
};

}  // namespace hrp::base
