#pragma once
// Gateway address: the ways to write where a Prometheus Pushgateway is. Pure functions.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::outputs {

// The base URL, "http://host:port/path" without a slash at its end, of
//   ":9091"              (the host is `default_host`: on a worker that of its master)
//   "host:9091", "host"  (port 9091 when there is none)
//   "[::1]:9091", "::1"
//   "http://host:9091/prefix", "https://user:password@host"
// The error names the text.
[[nodiscard]] base::Result<std::string> parseGatewayAddress(std::string_view text,
                                                            std::string_view default_host);

// The URL as it may be logged: without user name and password.
[[nodiscard]] std::string withoutCredentials(std::string_view url);

}  // namespace hrp::outputs
