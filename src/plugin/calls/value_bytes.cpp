#include "plugin/calls/value_bytes.hpp"

#include <algorithm>
#include <string>

#include "hrp/base/base64.hpp"

namespace hrp::plugin {
namespace {

using expression::Value;

const std::string kBytesKey("\0bytes", 6);

bool holdsBytesWithin(const Value& value, int depth) {
  if (value.is_binary() || value.is_discarded()) return true;
  if (!value.is_structured() || depth > expression::kMaxValueDepth) return false;
  return std::any_of(value.begin(), value.end(),
                     [depth](const Value& inner) { return holdsBytesWithin(inner, depth + 1); });
}

void markWithin(Value& value, int depth) {
  if (value.is_binary()) {
    const auto& bytes = value.get_binary();
    value = Value{{kBytesKey, base::base64(std::string(bytes.begin(), bytes.end()))}};
  } else if (value.is_discarded()) {
    value = nullptr;
  } else if (value.is_structured() && depth <= expression::kMaxValueDepth) {
    for (Value& inner : value) markWithin(inner, depth + 1);
  }
}

void unmarkWithin(Value& value, int depth) {
  if (!value.is_structured() || depth > expression::kMaxValueDepth) return;
  if (value.is_object() && value.size() == 1 && value.begin().key() == kBytesKey &&
      value.begin()->is_string()) {
    const auto bytes = base::base64Decoded(value.begin()->get_ref<const std::string&>());
    if (bytes) value = Value::binary(Value::binary_t::container_type(bytes->begin(), bytes->end()));
    return;
  }
  for (Value& inner : value) unmarkWithin(inner, depth + 1);
}

}  // namespace

bool holdsBytes(const Value& value) {
  return holdsBytesWithin(value, 0);
}

Value withBytesMarked(const Value& value) {
  Value out = value;
  markWithin(out, 0);
  return out;
}

void unmarkBytes(Value& value) {
  unmarkWithin(value, 0);
}

}  // namespace hrp::plugin
