#include "outputs/case/shown_body.hpp"

#include <algorithm>
#include <cctype>

#include "outputs/display_text.hpp"
#include "outputs/json_indent.hpp"

namespace hrp::outputs {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// "application/json" of "Application/JSON; charset=utf-8".
std::string mediaType(std::string_view content_type) {
  std::string type = lower(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  while (!type.empty() && type.front() == ' ') type.erase(0, 1);
  return type;
}

bool isPlainText(std::string_view body) {
  const auto control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
  };
  return std::none_of(body.begin(), body.end(), control) && validUtf8(body) == body;
}

}  // namespace

std::string_view headerValue(const std::vector<stats::NamedText>& headers, std::string_view name) {
  const std::string wanted = lower(name);
  for (const auto& [key, value] : headers) {
    if (key.size() == name.size() && lower(key) == wanted) return value;
  }
  return {};
}

bool isJsonType(std::string_view content_type) {
  const std::string type = mediaType(content_type);
  return type.ends_with("/json") || type.ends_with("+json");
}

bool isReadable(std::string_view content_type, std::string_view body) {
  const std::string type = mediaType(content_type);
  if (type.empty()) return isPlainText(body);
  return type.starts_with("text/") || isJsonType(type) || type.ends_with("/xml") ||
         type.ends_with("+xml") || type == "application/x-www-form-urlencoded" ||
         type == "application/javascript";
}

std::string_view cutText(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  std::size_t end = most_bytes;
  // A continuation byte at the cut belongs to a character that began before it.
  while (end > 0 && most_bytes - end < 4 &&
         (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

ShownBody shownBody(const std::vector<stats::NamedText>& headers, std::string_view body,
                    std::size_t most_bytes) {
  if (body.empty()) return {};
  const std::string_view type = headerValue(headers, "Content-Type");
  if (!isReadable(type, body)) {
    const std::string of = type.empty() ? "unknown type" : printable(type);
    return {{}, std::to_string(body.size()) + " bytes of " + of + ", not shown"};
  }
  std::optional<std::string> indented;
  if (body.size() <= most_bytes && (isJsonType(type) || type.empty()))
    indented = indentedJson(body);
  const std::string_view whole = indented ? std::string_view(*indented) : body;
  const std::string_view cut = cutText(whole, most_bytes);
  ShownBody shown{validUtf8(cut), {}};
  if (cut.size() < whole.size()) {
    shown.note = "… " + std::to_string(whole.size() - cut.size()) + " more bytes";
  }
  return shown;
}

}  // namespace hrp::outputs
