#pragma once
// ErrorKind: why a request (or another step) of a user failed. The closed list that statistics,
// console, summary and metrics share; the text beside it tells one failure of a kind from another.

#include <cstdint>
#include <optional>
#include <string_view>

namespace hrp::base {

enum class ErrorKind : std::uint8_t {
  kNone = 0,
  kDns,       // the host name did not resolve
  kConnect,   // refused, unreachable, no local port or file descriptor left
  kTls,       // handshake or certificate
  kTimeout,   // the time of the step or the case ran out
  kReset,     // the peer closed or reset before the response was complete
  kProtocol,  // the response is not what the protocol allows, or beyond a stated bound
  kRedirect,  // too many redirects, or one that cannot be followed
  kCheck,     // a validator did not hold
  kExtract,   // a value could not be extracted
  kScript,    // an expression, function or hook failed; the request was not sent
  kLimit,     // a limit of the generator (open files, ports, memory)
  kAborted,   // sent, but the run was stopped before the response came
  kInternal,
};

[[nodiscard]] std::string_view toString(ErrorKind kind);
[[nodiscard]] std::optional<ErrorKind> errorKindFrom(std::string_view text);

}  // namespace hrp::base
