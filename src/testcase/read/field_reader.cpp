#include "testcase/read/field_reader.hpp"

#include <algorithm>
#include <cctype>

#include "hrp/base/closest_name.hpp"

namespace hrp::testcase {
namespace {

using expression::Value;

const Value& emptyMap() {
  static const Value kEmpty = Value::object();
  return kEmpty;
}

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

}  // namespace

void ReadState::fail(base::ErrorCode code, const std::string& field, const std::string& reason,
                     std::string hint) {
  if (error) return;
  error = base::Error{code, placeOf(field) + ": " + reason, std::move(hint)};
}

std::string ReadState::placeOf(const std::string& field) const {
  std::string place = file;
  if (!step.empty()) place += ": " + step;
  if (!field.empty()) place += ": " + field;
  return place;
}

std::string kindName(const Value& value) {
  if (value.is_string()) return "text";
  if (value.is_number()) return "a number";
  if (value.is_boolean()) return "true or false";
  if (value.is_array()) return "a list";
  if (value.is_object()) return "a map";
  return "null";
}

FieldReader::FieldReader(const Value& map, std::string path, ReadState& state)
    : map_(&map), path_(std::move(path)), state_(state) {
  if (map.is_object()) return;
  if (!map.is_null()) {
    state_.fail(base::ErrorCode::kInvalidArgument, path_, "expected a map, got " + kindName(map));
  }
  map_ = &emptyMap();
}

std::string FieldReader::pathOf(const std::string& name) const {
  return path_.empty() ? name : path_ + "." + name;
}

void FieldReader::refuse(const std::string& name, const std::string& reason, std::string hint) {
  state_.fail(base::ErrorCode::kInvalidArgument, pathOf(name), reason, std::move(hint));
}

const Value* FieldReader::find(const std::string& name) {
  seen_.insert(name);
  auto found = map_->find(name);
  if (found == map_->end() && state_.any_case) {
    for (auto it = map_->begin(); it != map_->end(); ++it) {
      if (lowerCase(it.key()) == name) found = it;
    }
    if (found != map_->end()) seen_.insert(found.key());
  }
  return found == map_->end() || found->is_null() ? nullptr : &*found;
}

const Value* FieldReader::ofKind(const std::string& name, bool fits, const char* expected,
                                 const Value* value) {
  if (value == nullptr || fits) return value;
  refuse(name, std::string("expected ") + expected + ", got " + kindName(*value));
  return nullptr;
}

std::string FieldReader::text(const std::string& name, const std::string& fallback) {
  const Value* value = find(name);
  const bool fits = value != nullptr && (value->is_string() || value->is_number());
  value = ofKind(name, fits, "text", value);
  return value == nullptr ? fallback : expression::toText(*value);
}

std::optional<double> FieldReader::number(const std::string& name) {
  const Value* value = find(name);
  value = ofKind(name, value != nullptr && value->is_number(), "a number", value);
  return value == nullptr ? std::nullopt : std::optional(value->get<double>());
}

std::optional<std::int64_t> FieldReader::integer(const std::string& name) {
  const Value* value = find(name);
  value = ofKind(name, value != nullptr && value->is_number_integer(), "a whole number", value);
  return value == nullptr ? std::nullopt : std::optional(value->get<std::int64_t>());
}

std::optional<bool> FieldReader::boolean(const std::string& name) {
  const Value* value = find(name);
  value = ofKind(name, value != nullptr && value->is_boolean(), "true or false", value);
  return value == nullptr ? std::nullopt : std::optional(value->get<bool>());
}

const Value* FieldReader::map(const std::string& name) {
  const Value* value = find(name);
  return ofKind(name, value != nullptr && value->is_object(), "a map", value);
}

const Value* FieldReader::list(const std::string& name) {
  const Value* value = find(name);
  return ofKind(name, value != nullptr && value->is_array(), "a list", value);
}

std::string FieldReader::textOf(const std::string& name, const Value& value) {
  if (value.is_array() || value.is_object()) {
    refuse(name, "expected text, got " + kindName(value));
  }
  return value.is_null() ? std::string() : expression::toText(value);
}

Value FieldReader::mapOrEmpty(const std::string& name) {
  const Value* value = map(name);
  return value == nullptr ? Value::object() : *value;
}

TextPairs FieldReader::textMap(const std::string& name) {
  TextPairs pairs;
  const Value* entries = map(name);
  if (entries == nullptr) return pairs;
  for (const auto& [key, value] : entries->items()) {
    pairs.emplace_back(key, textOf(name + "." + key, value));
  }
  return pairs;
}

TextPairs FieldReader::headerMap(const std::string& name) {
  TextPairs pairs;
  const Value* entries = map(name);
  if (entries == nullptr) return pairs;
  for (const auto& [key, value] : entries->items()) {
    if (!value.is_array()) {
      pairs.emplace_back(key, textOf(name + "." + key, value));
      continue;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string place = name + "." + key + "[" + std::to_string(i) + "]";
      pairs.emplace_back(key, textOf(place, value[i]));
    }
  }
  return pairs;
}

std::vector<std::string> FieldReader::textList(const std::string& name) {
  std::vector<std::string> texts;
  const Value* elements = list(name);
  if (elements == nullptr) return texts;
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const Value& element = (*elements)[i];
    if (!element.is_string()) {
      refuse(name + "[" + std::to_string(i) + "]", "expected text, got " + kindName(element));
      break;
    }
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

void FieldReader::finish(std::initializer_list<std::string_view> ignored) {
  if (state_.unknown == nullptr) return;
  std::vector<std::string> known(seen_.begin(), seen_.end());
  known.insert(known.end(), ignored.begin(), ignored.end());
  for (const auto& [key, value] : map_->items()) {
    const std::string name = state_.any_case ? lowerCase(key) : key;
    const auto same = [&name, &written = key](const std::string& field) {
      return field == name || field == written;
    };
    if (std::any_of(known.begin(), known.end(), same)) continue;
    std::string message = state_.placeOf(pathOf(key)) + ": unknown field";
    if (const auto meant = base::closestName(key, known))
      message += ", did you mean " + *meant + "?";
    auto& unknown = *state_.unknown;
    const bool told = std::find(unknown.begin(), unknown.end(), message) != unknown.end();
    if (!told) unknown.push_back(std::move(message));
  }
}

}  // namespace hrp::testcase
