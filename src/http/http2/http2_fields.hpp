#pragma once
// The header fields of an HTTP/2 request (RFC 9113 8.3), made of the HTTP/1.1 head that the engine
// renders for either version. Pure; any thread.

#include <nghttp2/nghttp2.h>

#include <string_view>
#include <vector>

namespace hrp::http {

// Fills `out`: the pseudo fields, then the others in their order, without those that belong to a
// connection of HTTP/1.1. Everything points into `head`; names keep their case, because nghttp2
// makes copies in lower case.
void makeHttp2Fields(std::string_view head, bool tls, std::vector<nghttp2_nv>& out);

}  // namespace hrp::http
