#include "cluster/codec/message_fields.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cluster/codec/stage_codec.hpp"

namespace hrp::cluster {

using nlohmann::json;

Fields::Fields(const json& data) : data_(data) {
  if (!data.is_object()) throw Malformed{"data"};
}

const json& Fields::at(const char* key) const {
  const auto found = data_.find(key);
  if (found == data_.end()) throw Malformed{key};
  return *found;
}

std::uint64_t Fields::unsignedAt(const char* key, std::uint64_t maximum) const {
  const json& value = at(key);
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number <= maximum) return number;
  }
  throw Malformed{key};
}

double Fields::number(const char* key) const {
  const json& value = at(key);
  if (!value.is_number()) throw Malformed{key};
  const auto number = value.get<double>();
  if (!std::isfinite(number) || number < 0) throw Malformed{key};
  return number;
}

bool Fields::flag(const char* key) const {
  const json& value = at(key);
  if (!value.is_boolean()) throw Malformed{key};
  return value.get<bool>();
}

std::string Fields::text(const char* key, std::size_t maximum) const {
  const json& value = at(key);
  if (!value.is_string()) throw Malformed{key};
  const auto& known = value.get_ref<const std::string&>();
  if (known.size() > maximum) throw Malformed{key};
  return known;
}

std::string_view Fields::bytes(const char* key) const {
  const json& value = at(key);
  if (!value.is_binary()) throw Malformed{key};
  const auto& binary = value.get_binary();
  return {reinterpret_cast<const char*>(binary.data()), binary.size()};
}

base::Stages Fields::stages(const char* key) const {
  auto stages = decodeStages(bytes(key));
  if (!stages) throw Malformed{key};
  return std::move(*stages);
}

base::Duration Fields::duration(const char* key) const {
  return std::chrono::microseconds(integer<std::int64_t>(key, std::uint64_t{1} << 50));
}

const json& Fields::list(const char* key, std::size_t maximum) const {
  const json& value = at(key);
  if (!value.is_array() || value.size() > maximum) throw Malformed{key};
  return value;
}

ShareId Fields::share() const {
  return {text("run"), integer<std::uint32_t>("share")};
}

std::uint64_t countOf(std::int64_t value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, value));
}

std::uint64_t microsOf(base::Duration duration) {
  return countOf(std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
}

json binaryOf(std::string_view bytes) {
  return json::binary({bytes.begin(), bytes.end()});
}

json printableOf(const std::string& text, std::size_t maximum) {
  const json value(text.substr(0, maximum));
  return json::parse(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace hrp::cluster
