#pragma once
// The fields of one map of a message (docs/protocol.md): Fields reads them, typed and within their
// limits; the functions make values for the encoder. Pure; any thread.

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "hrp/base/clock.hpp"
#include "hrp/base/stages.hpp"
#include "hrp/cluster/messages.hpp"

namespace hrp::cluster {

// What a reader throws, named after the field that is missing or wrong; decode() turns it into an
// Error.
struct Malformed {
  std::string field;
};

// Refers to the map, which has to live as long.
class Fields {
 public:
  explicit Fields(const nlohmann::json& data);

  template <class T>
  [[nodiscard]] T integer(const char* key,
                          std::uint64_t maximum = std::numeric_limits<T>::max()) const {
    return static_cast<T>(unsignedAt(key, maximum));
  }
  template <class E>
  [[nodiscard]] E choice(const char* key, E first, E last) const {
    const auto value = integer<std::uint8_t>(key);
    if (value < static_cast<std::uint8_t>(first) || value > static_cast<std::uint8_t>(last)) {
      throw Malformed{key};
    }
    return static_cast<E>(value);
  }
  [[nodiscard]] double number(const char* key) const;  // finite and not negative
  [[nodiscard]] bool flag(const char* key) const;
  [[nodiscard]] std::string text(const char* key, std::size_t maximum = kMaxIdBytes) const;
  [[nodiscard]] std::string_view bytes(const char* key) const;
  [[nodiscard]] base::Stages stages(const char* key) const;
  [[nodiscard]] base::Duration duration(const char* key) const;
  [[nodiscard]] const nlohmann::json& list(const char* key, std::size_t maximum) const;
  [[nodiscard]] ShareId share() const;  // of the fields "run" and "share"
  [[nodiscard]] const nlohmann::json& at(const char* key) const;

 private:
  [[nodiscard]] std::uint64_t unsignedAt(const char* key, std::uint64_t maximum) const;

  const nlohmann::json& data_;
};

[[nodiscard]] std::uint64_t countOf(std::int64_t value);  // at least zero
[[nodiscard]] std::uint64_t microsOf(base::Duration duration);
[[nodiscard]] nlohmann::json binaryOf(std::string_view bytes);
// MessagePack texts are UTF-8; what is not would make the encoder throw.
[[nodiscard]] nlohmann::json printableOf(const std::string& text, std::size_t maximum);

}  // namespace hrp::cluster
