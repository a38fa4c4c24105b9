#include "hrp/net/failure.hpp"

#include <cerrno>
#include <system_error>

namespace hrp::net {
namespace {

using base::ErrorKind;

std::string describe(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Failure connectFailure(int error, std::string_view peer) {
  const std::string to(peer);
  switch (error) {
    case EMFILE:
    case ENFILE:
      return {ErrorKind::kLimit, "too many open files (raise ulimit -n)"};
    case EADDRNOTAVAIL:
      return {ErrorKind::kLimit, "no local port left for " + to};
    case ENOBUFS:
    case ENOMEM:
      return {ErrorKind::kLimit, "no memory for another socket"};
    case ECONNREFUSED:
      return {ErrorKind::kConnect, "connection refused " + to};
    case ETIMEDOUT:
      return {ErrorKind::kTimeout, "no answer to a connection attempt " + to};
    case ECONNRESET:
      return {ErrorKind::kConnect, "connection reset while connecting " + to};
    case EAFNOSUPPORT:
      return {ErrorKind::kConnect, "no source address of the family of " + to};
    case EHOSTUNREACH:
    case ENETUNREACH:
      return {ErrorKind::kConnect, "unreachable " + to};
    default:
      return {ErrorKind::kConnect, describe(error) + " " + to};
  }
}

Failure transferFailure(int error) {
  switch (error) {
    case ECONNRESET:
    case EPIPE:
      return {ErrorKind::kReset, "connection reset by the server"};
    case ETIMEDOUT:
      return {ErrorKind::kTimeout, "the server stopped acknowledging"};
    case ENOBUFS:
    case ENOMEM:
      return {ErrorKind::kLimit, "no memory for socket buffers"};
    default:
      return {ErrorKind::kReset, describe(error)};
  }
}

}  // namespace hrp::net
