#include <algorithm>
#include <cstdint>

#include "hrp/testcase/yaml_scalar.hpp"
#include "import/converters.hpp"

namespace hrp::import {
namespace {

constexpr std::size_t kMostFlowColumns = 72;

bool isBreakOrControl(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x20 || byte == 0x7F) return true;
  // U+0080 to U+009F, U+2028, U+2029, U+FEFF: YAML takes them for breaks or forbids them.
  if (byte == 0xC2) return static_cast<unsigned char>(text[at + 1]) < 0xA0;
  return text.substr(at).starts_with("\xE2\x80\xA8") ||
         text.substr(at).starts_with("\xE2\x80\xA9") || text.substr(at).starts_with("\xEF\xBB\xBF");
}

bool hasControl(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (isBreakOrControl(text, i)) return true;
  }
  return false;
}

bool isPlainStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '/' || c == '$' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

// Text that needs no quotes, also within a flow list, and that no reader takes for anything else.
bool isPlain(const std::string& text) {
  if (text.empty() || !isPlainStart(text[0]) || text.back() == ' ' || text.back() == ':')
    return false;
  if (text.find_first_of(",[]{}\"'`") != std::string::npos || hasControl(text)) return false;
  if (text.find(": ") != std::string::npos || text.find(" #") != std::string::npos) return false;
  // Other readers have more words for true and false, and numbers with colons.
  for (const char* word : {"y", "n", "yes", "no", "on", "off"}) {
    const bool same =
        text.size() == std::string_view(word).size() &&
        std::equal(text.begin(), text.end(), word, [](char a, char b) { return (a | 0x20) == b; });
    if (same) return false;
  }
  const bool clock = text.find_first_not_of("0123456789:._-") == std::string::npos;
  if (clock) return false;
  const auto read = testcase::resolvePlainScalar(text);
  return read && read->is_string() && read->get_ref<const std::string&>() == text;
}

void appendEscape(std::string& out, std::uint32_t code) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const bool is_byte = code < 0x100;
  out += is_byte ? "\\x" : "\\u";
  for (int shift = is_byte ? 4 : 12; shift >= 0; shift -= 4) {
    out += kHex[(code >> static_cast<unsigned>(shift)) & 0xFU];
  }
}

std::string doubleQuoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = [&](std::size_t ahead) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + ahead]));
    };
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (!isBreakOrControl(text, i)) {
      out += c;
    } else if (byte(0) == 0xC2) {
      appendEscape(out, byte(1));
      i += 1;
    } else if (byte(0) >= 0xE0) {
      appendEscape(out, (byte(0) & 0xFU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU));
      i += 2;
    } else {
      appendEscape(out, byte(0));
    }
  }
  return out + "\"";
}

std::string scalarText(const OrderedValue& value) {
  if (!value.is_string()) return value.dump();
  const std::string& text = value.get_ref<const std::string&>();
  if (isPlain(text)) return text;
  if (hasControl(text)) return doubleQuoted(text);
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

// Several lines that a literal block holds as they are.
bool fitsBlock(const OrderedValue& value) {
  if (!value.is_string()) return false;
  const std::string& text = value.get_ref<const std::string&>();
  const std::size_t first_break = text.find('\n');
  if (first_break == std::string::npos || first_break == 0) return false;
  if (text[0] == ' ' || text[0] == '\t') return false;
  std::string lines = text;
  lines.erase(std::remove(lines.begin(), lines.end(), '\n'), lines.end());
  lines.erase(std::remove(lines.begin(), lines.end(), '\t'), lines.end());
  if (hasControl(lines)) return false;
  // A line of blanks only is not safe: its blanks may be taken for indentation.
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    if (!line.empty() && line.find_first_not_of(" \t") == std::string_view::npos) return false;
    at = end + 1;
  }
  return true;
}

class YamlWriter {
 public:
  std::string write(const OrderedValue& document) && {
    if (isInline(document) || document.is_string()) {
      out_ = flow(document) + "\n";
    } else {
      block(document, 0);
    }
    return std::move(out_);
  }

 private:
  // On the line of its key or dash.
  static bool isInline(const OrderedValue& value) {
    if (!value.is_structured()) return !fitsBlock(value);
    if (value.empty()) return true;
    if (!value.is_array()) return false;
    const bool scalars = std::all_of(value.begin(), value.end(), [](const OrderedValue& element) {
      return element.is_structured() ? element.empty() : !fitsBlock(element);
    });
    return scalars && flow(value).size() <= kMostFlowColumns;
  }

  static std::string flow(const OrderedValue& value) {
    if (!value.is_structured()) return scalarText(value);
    if (value.empty()) return value.is_array() ? "[]" : "{}";
    std::string out = "[";
    for (const OrderedValue& element : value) {
      if (out.size() > 1) out += ", ";
      out += inList(flow(element));
    }
    return out + "]";
  }

  // yaml-cpp 0.7 ends a text without quotes at a '?' there, where YAML goes on.
  static std::string inList(std::string element) {
    const bool bare = element[0] != '\'' && element[0] != '"' && element[0] != '[';
    if (bare && element.find('?') != std::string::npos) return "'" + element + "'";
    return element;
  }

  void block(const OrderedValue& value, std::size_t indent) {
    if (value.is_array()) {
      for (const OrderedValue& element : value) {
        startLine(indent);
        out_ += "-";
        dashValue(element, indent);
      }
      return;
    }
    for (const auto& [key, inner] : value.items()) {
      startLine(indent);
      member(key, inner, indent);
    }
  }

  void startLine(std::size_t indent) { out_.append(indent, ' '); }

  void member(const std::string& key, const OrderedValue& value, std::size_t indent) {
    out_ += scalarText(key) + ":";
    if (isInline(value)) {
      out_ += " " + flow(value) + "\n";
    } else if (value.is_string()) {
      literal(value.get_ref<const std::string&>(), indent + 2);
    } else {
      out_ += "\n";
      block(value, indent + 2);
    }
  }

  // The first member of a map stands behind the dash.
  void dashValue(const OrderedValue& value, std::size_t indent) {
    if (isInline(value)) {
      out_ += " " + flow(value) + "\n";
    } else if (value.is_string()) {
      literal(value.get_ref<const std::string&>(), indent + 2);
    } else if (value.is_array()) {
      out_ += "\n";
      block(value, indent + 2);
    } else {
      bool first = true;
      for (const auto& [key, inner] : value.items()) {
        if (first) {
          out_ += " ";
        } else {
          startLine(indent + 2);
        }
        first = false;
        member(key, inner, indent + 2);
      }
    }
  }

  // | keeps one line break at the end, |- none, |+ all of them.
  void literal(const std::string& text, std::size_t indent) {
    const bool ends = text.ends_with('\n');
    const bool several = text.ends_with("\n\n");
    out_ += several ? " |+\n" : ends ? " |\n" : " |-\n";
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      if (end > 0) startLine(indent);
      out_ += rest.substr(0, end);
      out_ += '\n';
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  std::string out_;
};

}  // namespace

std::string writeYaml(const OrderedValue& document) {
  return YamlWriter().write(document);
}

std::string writeDocument(const OrderedValue& document, TextFormat format) {
  if (format == TextFormat::kYaml) return writeYaml(document);
  return document.dump(2, ' ', false, OrderedValue::error_handler_t::replace) + "\n";
}

}  // namespace hrp::import
