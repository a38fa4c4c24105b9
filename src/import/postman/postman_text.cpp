#include "import/postman/postman_text.hpp"

#include <algorithm>
#include <cctype>
#include <functional>

namespace hrp::import {
namespace {

// learning.postman.com/docs/tests-and-scripts/write-scripts/variables-list; those that hrp can
// make.
const std::map<std::string, std::string, std::less<>>& dynamicVariables() {
  static const std::map<std::string, std::string, std::less<>> kKnown{
      {"$guid", "${uuid()}"},
      {"$randomUUID", "${uuid()}"},
      {"$timestamp", "${timestamp()}"},
      {"$isoTimestamp", "${now()}"},
      {"$randomInt", "${random_int(1001)}"},
      {"$randomAlphaNumeric", "${gen_random_string(1)}"},
  };
  return kKnown;
}

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
      literal(text.substr(0, open));
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
  const std::string own = variableName(name);
  if (defined_.contains(own)) return;
  defined_[own] = nullptr;  // so that its own value may name it without a note
  defined_[own] = value.is_string() ? OrderedValue(convert(value.get<std::string>())) : value;
  undefined_.erase(std::remove(undefined_.begin(), undefined_.end(), name), undefined_.end());
}

std::string PostmanText::expression(const std::string& name) {
  const auto dynamic = dynamicVariables().find(name);
  if (dynamic != dynamicVariables().end()) return dynamic->second;
  const std::string own = variableName(name);
  const bool noted = std::find(undefined_.begin(), undefined_.end(), name) != undefined_.end();
  if (!defined_.contains(own) && !noted) undefined_.push_back(name);
  return "${" + own + "}";
}

std::string PostmanText::convert(std::string_view text) {
  DataText out;
  eachPiece(
      text, [&out](std::string_view piece) { out.literal(piece); },
      [this, &out](const std::string& name) { out.expression(expression(name)); });
  return out.text();
}

std::string PostmanText::convertEncoded(std::string_view text) {
  std::string out;
  eachPiece(
      text, [&out](std::string_view piece) { out += percentEncoded(piece, "+"); },
      [this, &out](const std::string& name) {
        const std::string written = expression(name);
        // Calls do not nest; what the dynamic variables give needs no escapes.
        const bool call = written.find('(') != std::string::npos;
        out += call ? written : "${url_encode($" + variableName(name) + ")}";
      });
  return out;
}

std::string PostmanText::convertArgument(std::string_view text) {
  std::string out;
  eachPiece(
      text,
      [&out](std::string_view piece) {
        for (const char c : piece) {
          if (c == '"' || c == '\\') out += '\\';
          if (c == '$') out += c;
          out += c;
        }
      },
      [this, &out](const std::string& name) { out += expression(name); });
  return out;
}

OrderedValue PostmanText::variables() const {
  OrderedValue out = defined_;
  for (const std::string& name : undefined_) out[names_.at(name)] = "";
  return out;
}

std::vector<std::string> PostmanText::undefined() const {
  return undefined_;
}

}  // namespace hrp::import
