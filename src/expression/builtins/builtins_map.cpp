// Builtins that look into maps and lists, and give changed copies of them: what hooks need to
// change a request without a custom function.

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "expression/builtins/builtins.hpp"
#include "hrp/expression/jmespath.hpp"
#include "hrp/expression/json_text.hpp"

namespace hrp::expression {
namespace {

using base::Result;

constexpr std::size_t kMaxPathParts = 64;

bool sameName(std::string_view left, std::string_view right) {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

// "body.items.0" → its parts; one in double quotes may hold a dot.
std::vector<std::string> pathParts(std::string_view path) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (const char c : path) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '.' && !quoted) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// The place of `part` in a list: an index that is there, or the one behind the last.
std::optional<std::size_t> listIndex(const Value& list, const std::string& part) {
  std::size_t index = 0;
  const char* end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, index);
  if (error != std::errc() || stop != end || index > list.size()) return std::nullopt;
  return index;
}

// The member `part` of `parent`, made when it is not there; null when there can be none.
Value* member(Value& parent, const std::string& part) {
  if (parent.is_null()) parent = Value::object();
  if (parent.is_object()) return &parent[part];
  if (!parent.is_array()) return nullptr;
  const auto index = listIndex(parent, part);
  if (!index) return nullptr;
  if (*index == parent.size()) parent.push_back(nullptr);
  return &parent[*index];
}

Result<Value> set(const BuiltinCall& call) {
  const std::string path = call.text(1);
  const auto parts = pathParts(path);
  if (parts.size() > kMaxPathParts) return call.badArgument(1, "the path is too long");
  Value out = call.arguments[0];
  Value* at = &out;
  for (const std::string& part : parts) {
    at = member(*at, part);
    if (at != nullptr) continue;
    return call.badArgument(1, "\"" + path + "\": there is no \"" + part + "\" to set");
  }
  *at = call.arguments[2];
  return out;
}

Result<Value> unset(const BuiltinCall& call) {
  auto parts = pathParts(call.text(1));
  const std::string last = parts.back();
  parts.pop_back();
  Value out = call.arguments[0];
  Value* at = &out;
  for (const std::string& part : parts) {
    const auto index = at->is_array() ? listIndex(*at, part) : std::nullopt;
    const bool there = at->is_object() ? at->contains(part) : index && *index < at->size();
    if (!there) return out;
    at = member(*at, part);
  }
  if (at->is_object()) at->erase(last);
  if (at->is_array()) {
    if (const auto index = listIndex(*at, last); index && *index < at->size()) at->erase(*index);
  }
  return out;
}

// A header's name counts in any case.
Result<Value> setHeader(const BuiltinCall& call) {
  if (!call.arguments[0].is_object()) return call.badArgument(0, "expected a request or response");
  Value out = call.arguments[0];
  Value& headers = out["headers"];
  if (!headers.is_object()) headers = Value::object();
  const std::string name = call.text(1);
  for (auto it = headers.begin(); it != headers.end();) {
    it = sameName(it.key(), name) ? headers.erase(it) : std::next(it);
  }
  headers[name] = call.text(2);
  return out;
}

Result<Value> get(const BuiltinCall& call) {
  const auto path = JmesPath::compile(call.text(1));
  if (!path) return call.badArgument(1, path.error().message);
  auto found = path->search(call.arguments[0]);
  if (!found) return call.badArgument(1, found.error().message);
  return found;
}

Result<Value> json(const BuiltinCall& call) {
  std::string text;
  appendJson(text, call.arguments[0]);
  return Value(std::move(text));
}

constexpr std::array kMapBuiltins = {
    BuiltinEntry{"get", 2, 2, get},     BuiltinEntry{"json", 1, 1, json},
    BuiltinEntry{"set", 3, 3, set},     BuiltinEntry{"set_header", 3, 3, setHeader},
    BuiltinEntry{"unset", 2, 2, unset},
};

}  // namespace

std::span<const BuiltinEntry> mapBuiltins() {
  return kMapBuiltins;
}

}  // namespace hrp::expression
