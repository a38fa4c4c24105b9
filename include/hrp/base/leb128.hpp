#pragma once
// LEB128 numbers and texts with their length: the binary parts of frames and
// of run files. A reader takes any bytes:
// after the first failure every read gives 0, and problem() names what was wrong.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace hrp::base {

class LebWriter {
 public:
  void number(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    bytes_.push_back(static_cast<char>(value));
  }
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class LebReader {
 public:
  explicit LebReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool good() const { return problem_ == nullptr; }
  [[nodiscard]] const char* problem() const { return problem_; }
  [[nodiscard]] bool atEnd() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  void refuse(const char* what) {
    if (good()) problem_ = what;
    rest_ = {};
  }

  std::uint64_t number(const char* what, std::uint64_t maximum = UINT64_MAX) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      const std::uint64_t part = byte & 0x7FU;
      if (shift == 63 && part > 1) break;
      value |= part << shift;
      if (byte < 0x80) {
        if (value <= maximum) return value;
        break;
      }
    }
    refuse(what);
    return 0;
  }
  std::uint8_t byte(const char* what) {
    if (rest_.empty()) {
      refuse(what);
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::string text(const char* what, std::uint64_t maximum) {
    const auto size = number(what, maximum);
    if (size > rest_.size()) {
      refuse(what);
      return {};
    }
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }

 private:
  std::string_view rest_;
  const char* problem_ = nullptr;
};

}  // namespace hrp::base
