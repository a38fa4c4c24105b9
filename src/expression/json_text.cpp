#include "hrp/expression/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace hrp::expression {
namespace {

void appendEscaped(std::string& out, unsigned code) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[code >> shift & 15U];
}

// U+2028 and U+2029 end a line in JavaScript, so Go escapes them; they are E2 80 A8 and E2 80 A9.
bool isLineSeparator(std::string_view text, std::size_t at) {
  return text.substr(at, 2) == "\xE2\x80" && at + 2 < text.size() &&
         (text[at + 2] == '\xA8' || text[at + 2] == '\xA9');
}

// Bytes that stand for themselves wherever they are.
constexpr auto kOrdinary = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0x20; byte < table.size(); ++byte) table[byte] = true;
  for (const unsigned char byte : {'"', '\\', '<', '>', '&', '\xE2'}) table[byte] = false;
  return table;
}();

bool isOrdinary(char c) {
  return kOrdinary[static_cast<unsigned char>(c)];
}

void appendEscape(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else {
    appendEscaped(out, static_cast<unsigned char>(c));
  }
}

// What stands between the quotes.
void appendInner(std::string& out, std::string_view text) {
  std::size_t from = 0;  // of what is ordinary and not appended yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (isOrdinary(c) || (c == '\xE2' && !isLineSeparator(text, i))) continue;
    out += text.substr(from, i - from);
    if (c == '\xE2') {
      appendEscaped(out, text[i + 2] == '\xA8' ? 0x2028 : 0x2029);
      i += 2;
    } else {
      appendEscape(out, c);
    }
    from = i + 1;
  }
  out += text.substr(from);
}

void appendJsonText(std::string& out, std::string_view text) {
  out += '"';
  appendInner(out, text);
  out += '"';
}

template <class Number>
void appendJsonInteger(std::string& out, Number number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void appendJsonDouble(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char digits[400];
  const double size = std::fabs(number);
  const bool exponent = size != 0 && (size < 1e-6 || size >= 1e21);
  const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
  std::string_view text(digits, std::to_chars(digits, digits + sizeof digits, number, format).ptr);
  // Go writes e-7 where C++ writes e-07.
  const std::size_t at = text.find("e-0");
  if (at == std::string_view::npos) {
    out += text;
  } else {
    out += text.substr(0, at + 2);
    out += text.substr(at + 3);
  }
}

void appendJsonList(std::string& out, const Value& list) {
  out += '[';
  bool first = true;
  for (const Value& item : list) {
    if (!first) out += ',';
    first = false;
    appendJson(out, item);
  }
  out += ']';
}

void appendJsonMap(std::string& out, const Value& map) {
  out += '{';
  bool first = true;
  for (const auto& [key, item] : map.get_ref<const Value::object_t&>()) {
    if (!first) out += ',';
    first = false;
    appendJsonText(out, key);
    out += ':';
    appendJson(out, item);
  }
  out += '}';
}

}  // namespace

void escapeJson(std::string& text, std::size_t from) {
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(from);
  if (std::all_of(begin, text.end(), isOrdinary)) return;
  const std::string plain(begin, text.end());
  text.resize(from);
  appendInner(text, plain);
}

void appendJson(std::string& out, const Value& value) {
  switch (value.type()) {
    case Value::value_t::object:
      return appendJsonMap(out, value);
    case Value::value_t::array:
      return appendJsonList(out, value);
    case Value::value_t::string:
      return appendJsonText(out, value.get_ref<const std::string&>());
    case Value::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return;
    case Value::value_t::number_integer:
      return appendJsonInteger(out, value.get<std::int64_t>());
    case Value::value_t::number_unsigned:
      return appendJsonInteger(out, value.get<std::uint64_t>());
    case Value::value_t::number_float:
      return appendJsonDouble(out, value.get<double>());
    case Value::value_t::binary: {
      const auto& bytes = value.get_binary();
      return appendJsonText(out, std::string(bytes.begin(), bytes.end()));
    }
    case Value::value_t::null:
    case Value::value_t::discarded:
      out += "null";
      return;
  }
}

}  // namespace hrp::expression
