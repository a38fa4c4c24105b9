#pragma once
// LEB128 numbers and texts with their length: the binary parts of frames. A reader takes any bytes:
// after the first failure every read gives 0, and problem() names what was wrong.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace hrp::cluster {

class LebWriter {
 public:
  void number(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    bytes_.push_back(static_cast<char>(value));
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
  }
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

}  // namespace hrp::cluster
