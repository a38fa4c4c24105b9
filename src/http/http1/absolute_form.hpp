#pragma once
// The head of a request that is handed to an HTTP proxy. Pure; any thread.

#include <string>
#include <string_view>

#include "hrp/http/origin.hpp"
#include "hrp/http/proxy.hpp"

namespace hrp::http {

// Fills `out`: "GET /x HTTP/1.1" becomes "GET http://host/x HTTP/1.1" (RFC 9112 3.2.2), and the
// proxy's credentials follow.
void writeAbsoluteForm(std::string_view head, const Origin& origin, const Proxy& proxy,
                       std::string& out);

}  // namespace hrp::http
