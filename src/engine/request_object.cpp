#include "engine/request_object.hpp"

#include <string>
#include <utility>

#include "engine/http_text.hpp"

namespace hrp::engine {

using expression::Value;

Value requestObject(const RenderedRequest& request) {
  Value headers = Value::object();
  const std::string_view head = request.head;
  std::size_t at = head.find("\r\n");
  while (at != std::string_view::npos && at + 2 < head.size()) {
    const std::size_t end = head.find("\r\n", at + 2);
    const std::string_view line = head.substr(at + 2, end - at - 2);
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos) {
      headers[canonicalHeaderName(line.substr(0, colon))] = std::string(line.substr(colon + 2));
    }
    at = end;
  }
  Value body = Value::parse(request.body, nullptr, false);
  if (body.is_discarded()) body = std::string(request.body);
  Value object = Value::object();
  object["method"] = std::string(request.method());
  object["url"] = request.url->text();
  object["headers"] = std::move(headers);
  object["body"] = std::move(body);
  return object;
}

}  // namespace hrp::engine
