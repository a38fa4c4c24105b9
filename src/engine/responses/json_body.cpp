#include "engine/responses/json_body.hpp"

#include <simdjson.h>

#include <cstring>
#include <optional>
#include <vector>

#include "engine/responses/json_repair.hpp"
#include "engine/responses/plain_json.hpp"

namespace hrp::engine {
namespace {

using expression::Value;
using PathStep = expression::JmesPath::PathStep;
namespace dom = simdjson::dom;

constexpr std::size_t kKeptBytes = 256 << 10;

Value toValue(const dom::element& element);

Value toMap(const dom::object& object) {
  Value map = Value::object();
  // Assigning lets the last of several equal keys win, as Go's decoder does.
  for (const dom::key_value_pair field : object) map[std::string(field.key)] = toValue(field.value);
  return map;
}

Value toList(const dom::array& array) {
  Value list = Value::array();
  for (const dom::element item : array) list.push_back(toValue(item));
  return list;
}

// value_unsafe(): the type was just looked at, so the access cannot fail.
Value toValue(const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::OBJECT:
      return toMap(element.get_object().value_unsafe());
    case dom::element_type::ARRAY:
      return toList(element.get_array().value_unsafe());
    case dom::element_type::STRING:
      return Value(std::string(element.get_string().value_unsafe()));
    case dom::element_type::INT64:
      return Value(element.get_int64().value_unsafe());
    case dom::element_type::UINT64:
      return Value(element.get_uint64().value_unsafe());
    case dom::element_type::DOUBLE:
      return Value(element.get_double().value_unsafe());
    case dom::element_type::BOOL:
      return Value(element.get_bool().value_unsafe());
    case dom::element_type::NULL_VALUE:
      return Value(nullptr);
  }
  return Value(nullptr);
}

std::optional<dom::element> member(const dom::element& from, const std::string& name) {
  dom::object object;
  if (from.get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
  std::optional<dom::element> found;
  for (const dom::key_value_pair field : object) {
    if (field.key == name) found = field.value;
  }
  return found;
}

std::optional<dom::element> item(const dom::element& from, std::int64_t index) {
  dom::array array;
  if (from.get_array().get(array) != simdjson::SUCCESS) return std::nullopt;
  if (index < 0) index += static_cast<std::int64_t>(array.size());
  if (index < 0) return std::nullopt;
  dom::element element;
  if (array.at(static_cast<std::size_t>(index)).get(element) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return element;
}

std::optional<dom::element> find(dom::element element, std::span<const PathStep> path) {
  for (const PathStep& step : path) {
    const auto* name = std::get_if<std::string>(&step);
    const auto next =
        name != nullptr ? member(element, *name) : item(element, std::get<std::int64_t>(step));
    if (!next) return std::nullopt;
    element = *next;
  }
  return element;
}

// For texts that simdjson refuses though they are JSON: integers beyond 64 bits.
Value follow(const Value& document, std::span<const PathStep> path) {
  const Value* at = &document;
  for (const PathStep& step : path) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      if (!at->is_object()) return nullptr;
      const auto found = at->find(*name);
      if (found == at->end()) return nullptr;
      at = &*found;
    } else {
      if (!at->is_array()) return nullptr;
      std::int64_t index = std::get<std::int64_t>(step);
      if (index < 0) index += static_cast<std::int64_t>(at->size());
      if (index < 0 || index >= static_cast<std::int64_t>(at->size())) return nullptr;
      at = &(*at)[static_cast<std::size_t>(index)];
    }
  }
  return *at;
}

bool isText(std::string_view text, const Value& scalar) {
  const auto* expected = scalar.get_ptr<const std::string*>();
  return expected != nullptr && text == *expected;
}

bool isNumber(std::int64_t number, const Value& scalar) {
  const auto* expected = scalar.get_ptr<const Value::number_integer_t*>();
  // An unsigned number beyond 63 bits looks negative here.
  const bool same_sign = expected != nullptr && (*expected >= 0 || !scalar.is_number_unsigned());
  return same_sign && number == *expected;
}

bool isTruth(bool truth, const Value& scalar) {
  const auto* expected = scalar.get_ptr<const bool*>();
  return expected != nullptr && truth == *expected;
}

bool surelySame(const PlainJson& json, const PlainJson::Token& token, const Value& scalar) {
  using Kind = PlainJson::Kind;
  switch (token.kind) {
    case Kind::kText:
      return isText(json.textOf(token), scalar);
    case Kind::kNumber:
      return isNumber(json.numberOf(token), scalar);
    case Kind::kTrue:
    case Kind::kFalse:
      return isTruth(token.kind == Kind::kTrue, scalar);
    default:
      return false;
  }
}

bool surelySame(const dom::element& element, const Value& scalar) {
  switch (element.type()) {
    case dom::element_type::STRING:
      return isText(element.get_string().value_unsafe(), scalar);
    case dom::element_type::INT64:
      return isNumber(element.get_int64().value_unsafe(), scalar);
    case dom::element_type::BOOL:
      return isTruth(element.get_bool().value_unsafe(), scalar);
    default:
      return false;
  }
}

}  // namespace

struct JsonBody::Impl {
  enum class Reader : std::uint8_t { kPlain, kSimdjson, kFallback };
  Reader reader = Reader::kPlain;  // who has read the text
  PlainJson plain;
  dom::parser parser;
  dom::element root;
  std::vector<char> padded;
  Value fallback;

  simdjson::error_code read(std::string_view text) {
    const std::size_t needed = text.size() + simdjson::SIMDJSON_PADDING;
    if (padded.size() < needed) padded.resize(needed);
    std::memcpy(padded.data(), text.data(), text.size());
    return parser.parse(padded.data(), text.size(), false).get(root);
  }
  bool readRefused(std::string_view text, simdjson::error_code error);
};

// A text that simdjson refuses: for what can be repaired in it, or for integers beyond 64 bits.
bool JsonBody::Impl::readRefused(std::string_view text, simdjson::error_code error) {
  const bool repairable = error == simdjson::STRING_ERROR || error == simdjson::UTF8_ERROR;
  if (!repairable && error != simdjson::NUMBER_ERROR) return false;
  const std::string repaired = repairedJson(text);
  if (repairable) error = read(repaired);
  if (error != simdjson::NUMBER_ERROR) return error == simdjson::SUCCESS;
  reader = Reader::kFallback;
  fallback = Value::parse(repaired, nullptr, false);
  return !fallback.is_discarded();
}

JsonBody::JsonBody() : impl_(std::make_unique<Impl>()) {}
JsonBody::~JsonBody() = default;

bool JsonBody::parse(std::string_view text) {
  Impl& impl = *impl_;
  impl.reader = Impl::Reader::kPlain;
  if (impl.plain.parse(text)) return true;
  impl.reader = Impl::Reader::kSimdjson;
  text = withoutByteOrderMark(text);
  const auto error = impl.read(text);
  return error == simdjson::SUCCESS || impl.readRefused(text, error);
}

Value JsonBody::at(std::span<const PathStep> path) const {
  const Impl& impl = *impl_;
  if (impl.reader == Impl::Reader::kPlain) {
    const PlainJson::Token* token = impl.plain.find(path);
    return token != nullptr ? impl.plain.valueOf(*token) : Value(nullptr);
  }
  if (impl.reader == Impl::Reader::kFallback) return follow(impl.fallback, path);
  const auto element = find(impl.root, path);
  return element ? toValue(*element) : Value(nullptr);
}

bool JsonBody::surelyIs(std::span<const PathStep> path, const Value& scalar) const {
  const Impl& impl = *impl_;
  if (impl.reader == Impl::Reader::kPlain) {
    const PlainJson::Token* token = impl.plain.find(path);
    return token != nullptr && surelySame(impl.plain, *token, scalar);
  }
  if (impl.reader == Impl::Reader::kFallback) return false;
  const auto element = find(impl.root, path);
  return element && surelySame(*element, scalar);
}

void JsonBody::trim() {
  if (impl_->reader == Impl::Reader::kFallback) impl_->fallback = nullptr;
  if (impl_->padded.size() <= kKeptBytes) return;
  impl_ = std::make_unique<Impl>();
}

}  // namespace hrp::engine
