#include "engine/requests/body_text.hpp"

#include "engine/text/http_text.hpp"
#include "hrp/http/url.hpp"

namespace hrp::engine {

using expression::Value;

bool isFormType(std::string_view content_type) {
  return startsWithIgnoreCase(content_type, "application/x-www-form-urlencoded");
}

void appendForm(std::string& out, const Value& map) {
  bool first = true;
  std::string text;
  for (const auto& [key, item] : map.get_ref<const Value::object_t&>()) {
    if (!first) out += '&';
    first = false;
    http::appendFormEscaped(out, key);
    out += '=';
    text.clear();
    expression::appendText(text, item);
    http::appendFormEscaped(out, text);
  }
}

}  // namespace hrp::engine
