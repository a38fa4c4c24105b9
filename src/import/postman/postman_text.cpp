#include "import/postman/postman_text.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <utility>

#include "import/postman/dynamic_variables.hpp"

namespace hrp::import {
namespace {

std::string trimmedName(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

// Calls `literal` and `variable` for the pieces of a text in their order.
void eachPiece(std::string_view text, const std::function<void(std::string_view)>& literal,
               const std::function<void(const std::string&)>& variable) {
  while (!text.empty()) {
    const std::size_t open = text.find("{{");
    const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open + 2);
    if (close == std::string_view::npos) {
      literal(text);
      return;
    }
    const std::string name = trimmedName(text.substr(open + 2, close - open - 2));
    if (name.empty()) {
      literal(text.substr(0, close + 2));
    } else {
      if (open > 0) literal(text.substr(0, open));
      variable(name);
    }
    text.remove_prefix(close + 2);
  }
}

}  // namespace

std::string PostmanText::variableName(const std::string& name) {
  if (const auto known = names_.find(name); known != names_.end()) return known->second;
  std::string plain;
  for (const char c : name) {
    const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0 && (c & 0x80) == 0;
    if (fits || c == '_') {
      plain += c;
    } else if (!plain.empty() && plain.back() != '_') {
      plain += '_';
    }
  }
  while (plain.size() > 1 && plain.back() == '_') plain.pop_back();
  if (plain.empty() || std::isdigit(static_cast<unsigned char>(plain[0])) != 0)
    plain = "v_" + plain;
  std::string free = plain;
  for (int number = 2; taken_.contains(free); ++number) free = plain + "_" + std::to_string(number);
  taken_.insert(free);
  names_[name] = free;
  return free;
}

void PostmanText::define(const std::string& name, const OrderedValue& value) {
  if (values_.emplace(name, value).second) order_.push_back(name);
}

bool PostmanText::isDefined(const std::string& name) const {
  return values_.contains(name);
}

std::string PostmanText::expression(const std::string& name) {
  if (std::string dynamic = dynamicVariable(name); !dynamic.empty()) return dynamic;
  if (isDefined(name)) return "${" + variableName(name) + "}";
  if (std::find(undefined_.begin(), undefined_.end(), name) == undefined_.end()) {
    undefined_.push_back(name);
  }
  return {};
}

std::string PostmanText::convert(std::string_view text) {
  DataText out;
  eachPiece(
      text, [&out](std::string_view piece) { out.literal(piece); },
      [this, &out](const std::string& name) {
        const std::string written = expression(name);
        if (written.empty()) {
          out.literal("{{" + name + "}}");
        } else {
          out.expression(written);
        }
      });
  return out.text();
}

std::string PostmanText::convertUrl(std::string_view text) {
  DataText out;
  bool first = true;
  eachPiece(
      text,
      [&out, &first](std::string_view piece) {
        first = first && (piece == "http://" || piece == "https://");
        out.literal(piece);
      },
      [this, &out, &first](const std::string& name) {
        std::string written = expression(name);
        if (written.empty() && first) {
          define(name, "");
          written = "${" + variableName(name) + "}";
        }
        first = false;
        if (written.empty()) {
          out.literal(percentEncoded("{{" + name + "}}", "%20"));
        } else {
          out.expression(written);
        }
      });
  return out.text();
}

std::string PostmanText::convertEncoded(std::string_view text) {
  std::string out;
  eachPiece(
      text, [&out](std::string_view piece) { out += percentEncoded(piece, "%20"); },
      [this, &out](const std::string& name) {
        const std::string written = expression(name);
        // Calls do not nest; what the dynamic variables give needs no escapes.
        const bool call = written.find('(') != std::string::npos;
        if (written.empty()) {
          out += percentEncoded("{{" + name + "}}", "%20");
        } else {
          out += call ? written : "${url_encode($" + variableName(name) + ")}";
        }
      });
  return out;
}

std::string PostmanText::convertArgument(std::string_view text) {
  std::string out;
  eachPiece(
      text, [&out](std::string_view piece) { out += quotedArgument(piece); },
      [this, &out](const std::string& name) {
        const std::string written = expression(name);
        out += written.empty() ? quotedArgument("{{" + name + "}}") : written;
      });
  return out;
}

std::optional<std::string> PostmanText::known(std::string_view text) {
  std::string out;
  bool all = true;
  eachPiece(
      text, [&out](std::string_view piece) { out += piece; },
      [this, &out, &all](const std::string& name) {
        const auto value = values_.find(name);
        const bool fits =
            value != values_.end() && value->second.is_string() &&
            value->second.get_ref<const std::string&>().find("{{") == std::string::npos;
        all = all && fits;
        if (fits) out += value->second.get_ref<const std::string&>();
      });
  return all ? std::optional(std::move(out)) : std::nullopt;
}

OrderedValue PostmanText::variables() {
  OrderedValue out = OrderedValue::object();
  for (const std::string& name : order_) {
    const OrderedValue& value = values_.at(name);
    out[variableName(name)] =
        value.is_string() ? OrderedValue(convert(value.get_ref<const std::string&>())) : value;
  }
  return out;
}

}  // namespace hrp::import
