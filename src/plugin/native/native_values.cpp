#include "plugin/native/native_values.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "hrp/expression/utf8.hpp"

namespace hrp::plugin {
namespace {

using expression::Value;

const Value& of(const hrp_value* value) {
  static const Value kNull;
  return value == nullptr ? kNull : *reinterpret_cast<const Value*>(value);
}

Value& of(hrp_value* value) {
  return *reinterpret_cast<Value*>(value);
}

int kindOf(const hrp_value* value) {
  switch (of(value).type()) {
    case Value::value_t::boolean:
      return HRP_BOOL;
    case Value::value_t::number_integer:
      return HRP_INT;
    case Value::value_t::number_unsigned: {
      constexpr auto kLargest = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
      return of(value).get<std::uint64_t>() > kLargest ? HRP_UNSIGNED : HRP_INT;
    }
    case Value::value_t::number_float:
      return HRP_FLOAT;
    case Value::value_t::string:
      return HRP_TEXT;
    case Value::value_t::binary:
      return HRP_BYTES;
    case Value::value_t::array:
      return HRP_LIST;
    case Value::value_t::object:
      return HRP_MAP;
    case Value::value_t::null:
    case Value::value_t::discarded:
      break;
  }
  return HRP_NULL;
}

int asBool(const hrp_value* value) {
  return of(value).is_boolean() && of(value).get<bool>() ? 1 : 0;
}

std::int64_t asInt(const hrp_value* value) {
  return kindOf(value) == HRP_INT ? of(value).get<std::int64_t>() : 0;
}

std::uint64_t asUnsigned(const hrp_value* value) {
  if (kindOf(value) == HRP_UNSIGNED) return of(value).get<std::uint64_t>();
  const std::int64_t number = asInt(value);
  return number < 0 ? 0 : static_cast<std::uint64_t>(number);
}

double asFloat(const hrp_value* value) {
  return of(value).is_number() ? of(value).get<double>() : 0;
}

const char* asText(const hrp_value* value, std::size_t* size) {
  const char* text = nullptr;
  std::size_t length = 0;
  if (of(value).is_string()) {
    const auto& content = of(value).get_ref<const std::string&>();
    text = content.c_str();
    length = content.size();
  } else if (of(value).is_binary()) {
    const auto& content = of(value).get_binary();
    // Empty bytes may have no address; NULL would say that it is another kind.
    text = content.empty() ? "" : reinterpret_cast<const char*>(content.data());
    length = content.size();
  }
  if (size != nullptr) *size = length;
  return text;
}

std::size_t countOf(const hrp_value* value) {
  return of(value).is_structured() ? of(value).size() : 0;
}

const hrp_value* itemOf(const hrp_value* list, std::size_t index) {
  const Value& items = of(list);
  return items.is_array() && index < items.size() ? toNative(items[index]) : nullptr;
}

const hrp_value* findIn(const hrp_value* map, const char* key) {
  if (!of(map).is_object() || key == nullptr) return nullptr;
  const auto found = of(map).find(key);
  return found == of(map).end() ? nullptr : toNative(*found);
}

int eachOf(const hrp_value* map, hrp_visit visit, void* context) {
  if (!of(map).is_object()) return 0;
  for (const auto& [key, value] : of(map).get_ref<const Value::object_t&>()) {
    const int ended = visit(context, key.c_str(), key.size(), toNative(value));
    if (ended != 0) return ended;
  }
  return 0;
}

void setText(hrp_value* value, const char* text, std::size_t size) {
  of(value) = text == nullptr ? std::string() : std::string(text, size);
}

void setBytes(hrp_value* value, const void* bytes, std::size_t size) {
  const auto* first = static_cast<const std::uint8_t*>(bytes);
  of(value) = Value::binary(bytes == nullptr ? std::vector<std::uint8_t>()
                                             : std::vector<std::uint8_t>(first, first + size));
}

void setCopy(hrp_value* value, const hrp_value* source) {
  Value copy = of(source);  // it may be a part of what is replaced
  of(value) = std::move(copy);
}

hrp_value* appendTo(hrp_value* list) {
  if (!of(list).is_array()) return nullptr;
  return toNative(of(list).emplace_back(nullptr));
}

hrp_value* entryOf(hrp_value* map, const char* key, std::size_t size) {
  if (!of(map).is_object() || key == nullptr) return nullptr;
  return toNative(of(map)[std::string(key, size)]);
}

int setJson(hrp_value* value, const char* text, std::size_t size) {
  of(value) = nullptr;
  if (text == nullptr) return 1;
  Value parsed = Value::parse(text, text + size, nullptr, false);
  if (parsed.is_discarded()) return 1;
  of(value) = std::move(parsed);
  return 0;
}

void setJsonText(hrp_value* value, const hrp_value* source) {
  std::string text = of(source).dump(-1, ' ', false, Value::error_handler_t::replace);
  of(value) = std::move(text);
}

hrp_api makeApi() {
  hrp_api api{};
  api.size = sizeof api;
  api.kind = kindOf;
  api.as_bool = asBool;
  api.as_int = asInt;
  api.as_unsigned = asUnsigned;
  api.as_float = asFloat;
  api.as_text = asText;
  api.count = countOf;
  api.item = itemOf;
  api.find = findIn;
  api.each = eachOf;
  api.set_null = [](hrp_value* value) { of(value) = nullptr; };
  api.set_bool = [](hrp_value* value, int content) { of(value) = content != 0; };
  api.set_int = [](hrp_value* value, std::int64_t content) { of(value) = content; };
  api.set_unsigned = [](hrp_value* value, std::uint64_t content) { of(value) = content; };
  api.set_float = [](hrp_value* value, double content) { of(value) = content; };
  api.set_text = setText;
  api.set_bytes = setBytes;
  api.set_list = [](hrp_value* value) { of(value) = Value::array(); };
  api.set_map = [](hrp_value* value) { of(value) = Value::object(); };
  api.set_copy = setCopy;
  api.append = appendTo;
  api.entry = entryOf;
  api.set_json = setJson;
  api.set_json_text = setJsonText;
  return api;
}

base::Result<> checkAt(const Value& value, int depth) {
  const auto refused = [](const char* reason) {
    return base::fail(base::ErrorCode::kFunction, reason);
  };
  if (depth > expression::kMaxValueDepth) return refused("it is nested too deep");
  if (value.is_number_float() && !std::isfinite(value.get<double>())) {
    return refused("it has a float that is no number");
  }
  if (value.is_string() && !expression::isValidUtf8(value.get_ref<const std::string&>())) {
    return refused("it has a text that is not UTF-8");
  }
  if (value.is_array()) {
    for (const Value& item : value) {
      if (auto checked = checkAt(item, depth + 1); !checked) return checked;
    }
  }
  if (!value.is_object()) return {};
  for (const auto& [key, entry] : value.get_ref<const Value::object_t&>()) {
    if (!expression::isValidUtf8(key)) return refused("it has a key that is not UTF-8");
    if (auto checked = checkAt(entry, depth + 1); !checked) return checked;
  }
  return {};
}

}  // namespace

const hrp_api& nativeApi() {
  static const hrp_api kApi = makeApi();
  return kApi;
}

const hrp_value* toNative(const Value& value) {
  return reinterpret_cast<const hrp_value*>(&value);
}

hrp_value* toNative(Value& value) {
  return reinterpret_cast<hrp_value*>(&value);
}

base::Result<> checkNativeValue(const Value& value) {
  return checkAt(value, 0);
}

}  // namespace hrp::plugin
