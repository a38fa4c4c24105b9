#include "hrp/testcase/ordered_document.hpp"

#include <yaml-cpp/yaml.h>

#include <exception>
#include <utility>

#include "testcase/read/document_reader.hpp"

namespace hrp::testcase {
namespace {

using expression::Value;

OrderedValue arranged(const Value& value, const OrderedValue& order);

// A map whose order the reader has kept, as the map that it was.
OrderedValue arrangedEntries(const Value& list, const OrderedValue& order) {
  OrderedValue out = OrderedValue::object();
  for (const Value& entry : list) {
    for (const auto& [key, inner] : entry.items()) {
      out[key] = arranged(inner, order.contains(key) ? order[key] : OrderedValue());
    }
  }
  return out;
}

// `value` with the keys of its maps in the order that `order`, a document of the same shape, has.
OrderedValue arranged(const Value& value, const OrderedValue& order) {
  if (value.is_array() && order.is_object()) return arrangedEntries(value, order);
  if (value.is_array()) {
    OrderedValue out = OrderedValue::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
      const bool known = order.is_array() && i < order.size();
      out.push_back(arranged(value[i], known ? order[i] : OrderedValue()));
    }
    return out;
  }
  if (!value.is_object()) return OrderedValue(value);
  OrderedValue out = OrderedValue::object();
  if (order.is_object()) {
    for (const auto& [key, inner] : order.items()) {
      if (value.contains(key)) out[key] = arranged(value[key], inner);
    }
  }
  for (const auto& [key, inner] : value.items()) {
    if (!out.contains(key)) out[key] = arranged(inner, OrderedValue());
  }
  return out;
}

// The maps and lists of a YAML document; its scalars do not matter here. The document has been
// read before, so its size after expanding the aliases is bounded.
OrderedValue shapeOf(const YAML::Node& node) {
  if (node.IsSequence()) {
    OrderedValue out = OrderedValue::array();
    for (const auto& element : node) out.push_back(shapeOf(element));
    return out;
  }
  if (!node.IsMap()) return {};
  OrderedValue out = OrderedValue::object();
  for (const auto& entry : node) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "null";
    if (key != "<<") {
      out[key] = shapeOf(entry.second);
      continue;
    }
    const OrderedValue merged = shapeOf(entry.second);
    if (merged.is_object()) {
      for (const auto& [name, inner] : merged.items()) {
        if (!out.contains(name)) out[name] = inner;
      }
    }
  }
  return out;
}

}  // namespace

base::Result<OrderedValue> readOrderedJson(std::string_view text, const std::string& file) {
  auto document = readJson(text, file, Region::kRoot);
  if (!document) return base::fail(std::move(document.error()));
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const OrderedValue order = OrderedValue::parse(text.begin(), text.end(), nullptr, false);
  if (!order.is_discarded()) return arranged(document->root, order);
  return base::fail(base::ErrorCode::kMalformedJson, file + ": text after the JSON document");
}

base::Result<OrderedValue> readOrderedYaml(std::string_view text, const std::string& file) {
  auto document = readYaml(text, file, Region::kRoot);
  if (!document) return base::fail(std::move(document.error()));
  try {
    return arranged(document->root, shapeOf(YAML::Load(std::string(text))));
  } catch (const std::exception& error) {
    return base::fail(base::ErrorCode::kMalformedYaml, file + ": " + error.what());
  }
}

}  // namespace hrp::testcase
