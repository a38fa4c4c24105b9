#pragma once
// Failure: why a connection could not be made or used. The text is short and comes from a small set
// (it never holds a local port, a number of bytes or a time), so it can be a label of a statistic.

#include <string>
#include <string_view>

#include "hrp/base/error_kind.hpp"

namespace hrp::net {

struct Failure {
  base::ErrorKind kind = base::ErrorKind::kInternal;
  std::string text;
};

// `error` is an errno of socket() or connect(); `peer` names what was connected to.
[[nodiscard]] Failure connectFailure(int error, std::string_view peer);
// `error` is an errno of send() or recv().
[[nodiscard]] Failure transferFailure(int error);

}  // namespace hrp::net
