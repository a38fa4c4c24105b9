#include "http/http1/absolute_form.hpp"

namespace hrp::http {

void writeAbsoluteForm(std::string_view head, const Origin& origin, const Proxy& proxy,
                       std::string& out) {
  const std::size_t target = head.find(' ') + 1;
  const std::size_t line_end = head.find("\r\n") + 2;
  out = head.substr(0, target);
  out += "http://" + hostInUrl(origin);
  if (origin.port != 80) out += ":" + std::to_string(origin.port);
  out += head.substr(target, line_end - target);
  if (!proxy.authorization.empty()) {
    out += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  }
  out += head.substr(line_end);
}

}  // namespace hrp::http
