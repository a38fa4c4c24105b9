#include "http/http2/http2_fields.hpp"

#include <algorithm>

#include "hrp/http/ascii.hpp"

namespace hrp::http {
namespace {

nghttp2_nv fieldOf(std::string_view name, std::string_view value) {
  // nghttp2 only reads what these point to.
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

// Fields that say how HTTP/1.1 uses its connection; in HTTP/2 they make a request malformed
// (RFC 9113 8.2.2). The length tells most names apart at once.
bool isOfConnection(std::string_view name, std::string_view value) {
  switch (name.size()) {
    case 2:
      return equalsIgnoreCase(name, "te") && !equalsIgnoreCase(value, "trailers");
    case 7:
      return equalsIgnoreCase(name, "upgrade");
    case 10:
      return equalsIgnoreCase(name, "connection") || equalsIgnoreCase(name, "keep-alive");
    case 14:
      return equalsIgnoreCase(name, "http2-settings");
    case 16:
      return equalsIgnoreCase(name, "proxy-connection");
    case 17:
      return equalsIgnoreCase(name, "transfer-encoding");
    default:
      return false;
  }
}

}  // namespace

void makeHttp2Fields(std::string_view head, bool tls, std::vector<nghttp2_nv>& out) {
  out.clear();
  const std::size_t line_end = std::min(head.find("\r\n"), head.size());
  const std::string_view line = head.substr(0, line_end);
  const std::size_t method_end = std::min(line.find(' '), line.size());
  const std::string_view rest = line.substr(std::min(method_end + 1, line.size()));
  out.push_back(fieldOf(":method", line.substr(0, method_end)));
  out.push_back(fieldOf(":scheme", tls ? "https" : "http"));
  out.push_back(fieldOf(":path", rest.substr(0, rest.rfind(' '))));
  const std::size_t pseudo_end = out.size();
  std::size_t at = line_end + 2;
  while (at < head.size()) {
    const std::size_t end = std::min(head.find("\r\n", at), head.size());
    const std::string_view field = head.substr(at, end - at);
    at = end + 2;
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = field.substr(0, colon);
    const std::string_view value = trimBlanks(field.substr(colon + 1));
    if (name.size() == 4 && equalsIgnoreCase(name, "host")) {
      out.insert(out.begin() + static_cast<std::ptrdiff_t>(pseudo_end),
                 fieldOf(":authority", value));
    } else if (!isOfConnection(name, value)) {
      out.push_back(fieldOf(name, value));
    }
  }
}

}  // namespace hrp::http
