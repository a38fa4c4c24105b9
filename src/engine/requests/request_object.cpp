#include "engine/requests/request_object.hpp"

#include <string>
#include <utility>

#include "engine/requests/head_fields.hpp"
#include "engine/text/http_text.hpp"

namespace hrp::engine {
namespace {

using expression::Value;

Value headersOf(const RenderedRequest& request) {
  Value headers = Value::object();
  forEachHeadField(request.head, [&headers](std::string_view name, std::string_view value) {
    headers[canonicalHeaderName(name)] = std::string(value);
  });
  if (!request.step_cookies.empty()) headers["Cookie"] = std::string(request.step_cookies);
  return headers;
}

Value paramsOf(const RenderedRequest& request) {
  Value params = Value::object();
  std::string_view rest = std::string_view(request.url->query).substr(request.params_at);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    params[formDecoded(pair.substr(0, equals))] =
        formDecoded(pair.substr(std::min(equals + 1, pair.size())));
  }
  return params;
}

Value bodyOf(const RenderedRequest& request) {
  if (!request.files.empty()) return nullptr;
  const std::string_view text = request.plainBody();
  Value body = Value::parse(text, nullptr, false);
  if (body.is_discarded()) body = std::string(text);
  return body;
}

}  // namespace

Value requestObject(const RenderedRequest& request) {
  Value object = Value::object();
  object["method"] = std::string(request.method());
  object["url"] = request.url->text();
  object["params"] = paramsOf(request);
  object["headers"] = headersOf(request);
  object["body"] = bodyOf(request);
  return object;
}

}  // namespace hrp::engine
