#pragma once
// Lies: what a broken or hostile HTTP/1.1 server may answer, each with what a client has to make of
// it. The test server answers /lies/NAME with it; the tests walk over the table.

#include <span>
#include <string>

#include "hrp/base/error_kind.hpp"

namespace hrp::testing {

struct Lie {
  std::string name;
  std::string bytes;
  bool closes = false;  // the server closes behind the bytes
  bool slow = false;    // one byte a millisecond
  // What the client reports: a failure, or an answer with this status and body.
  base::ErrorKind kind = base::ErrorKind::kNone;
  std::string message{};
  int status = 0;
  std::string body{};
  bool kept = false;  // the connection may be used again
  bool head = false;  // asked with HEAD
};

[[nodiscard]] std::span<const Lie> lies();

// A response with `zeros` bytes behind `layers` of gzip.
[[nodiscard]] std::string gzipBomb(std::size_t zeros, int layers);

}  // namespace hrp::testing
