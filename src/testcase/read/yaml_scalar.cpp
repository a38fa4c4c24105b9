#include "hrp/testcase/yaml_scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>

namespace hrp::testcase {
namespace {

using expression::Value;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<Value> wordValue(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    return Value();
  }
  if (text == "true" || text == "True" || text == "TRUE") return Value(true);
  if (text == "false" || text == "False" || text == "FALSE") return Value(false);
  return std::nullopt;
}

bool isInfiniteOrNan(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return text == ".inf" || text == ".Inf" || text == ".INF";
}

// Go's strconv.ParseInt with base 0, and the 0o and 0b forms of yaml.v3.
std::optional<Value> integerValue(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    const char mark = static_cast<char>(text[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
  }
  std::uint64_t magnitude = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  constexpr std::uint64_t kMaxSigned = std::numeric_limits<std::int64_t>::max();
  if (negative) {
    if (magnitude > kMaxSigned + 1) return std::nullopt;
    return Value(static_cast<std::int64_t>(0 - magnitude));
  }
  if (magnitude > kMaxSigned) return Value(magnitude);
  return Value(static_cast<std::int64_t>(magnitude));
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looksLikeFloat(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && isDigit(text[at])) ++at;
    return at - from;
  };
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  const std::size_t whole = digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0 && whole == 0) return false;
  } else if (whole == 0) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::optional<Value> floatValue(std::string_view text) {
  if (!looksLikeFloat(text)) return std::nullopt;
  if (text[0] == '+') text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !std::isfinite(number)) return std::nullopt;
  return Value(number);
}

// Reads a timestamp from left to right.
class TimestampText {
 public:
  explicit TimestampText(std::string_view text) : rest_(text) {}

  std::optional<int> number(std::size_t min_digits, std::size_t max_digits) {
    std::size_t count = 0;
    int value = 0;
    while (count < max_digits && count < rest_.size() && isDigit(rest_[count])) {
      value = value * 10 + (rest_[count++] - '0');
    }
    if (count < min_digits) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }
  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // ".25" without trailing zeros, "" when there is none.
  std::string fraction() {
    if (!take('.')) return {};
    std::string digits;
    while (!rest_.empty() && isDigit(rest_[0])) {
      if (digits.size() < 9) digits += rest_[0];
      rest_.remove_prefix(1);
    }
    while (!digits.empty() && digits.back() == '0') digits.pop_back();
    return digits.empty() ? std::string() : "." + digits;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// "Z" or "+08:00", as RFC 3339 writes it.
std::optional<std::string> zoneText(TimestampText& text) {
  if (text.take('Z')) return "Z";
  const char sign = text.take('+') ? '+' : text.take('-') ? '-' : ' ';
  if (sign == ' ') return std::nullopt;
  const auto hours = text.number(2, 2);
  if (!hours || !text.take(':')) return std::nullopt;
  const auto minutes = text.number(2, 2);
  if (!minutes || *hours > 24 || *minutes > 59) return std::nullopt;
  if (*hours == 0 && *minutes == 0) return "Z";
  std::array<char, 48> out{};
  std::snprintf(out.data(), out.size(), "%c%02d:%02d", sign, *hours, *minutes);
  return std::string(out.data());
}

// The time after the date: "T15:04:05Z", " 15:04:05"; RFC 3339 text, or nothing when malformed.
std::optional<std::string> timeText(TimestampText& text) {
  const bool with_zone = text.take('T') || text.take('t');
  if (!with_zone && !text.take(' ')) return std::nullopt;
  const auto hour = text.number(1, 2);
  if (!hour || !text.take(':')) return std::nullopt;
  const auto minute = text.number(1, 2);
  if (!minute || !text.take(':')) return std::nullopt;
  const auto second = text.number(1, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::string fraction = text.fraction();
  const auto zone = with_zone ? zoneText(text) : std::optional<std::string>("Z");
  if (!zone || !text.done()) return std::nullopt;
  std::array<char, 48> out{};
  std::snprintf(out.data(), out.size(), "T%02d:%02d:%02d", *hour, *minute, *second);
  return out.data() + fraction + *zone;
}

std::optional<Value> timestampValue(std::string_view text) {
  if (text.size() < 8 || text[4] != '-') return std::nullopt;
  TimestampText reader(text);
  const auto year = reader.number(4, 4);
  if (!year || !reader.take('-')) return std::nullopt;
  const auto month = reader.number(1, 2);
  if (!month || !reader.take('-')) return std::nullopt;
  const auto day = reader.number(1, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const auto time = reader.done() ? std::optional<std::string>("T00:00:00Z") : timeText(reader);
  if (!time) return std::nullopt;
  std::array<char, 48> out{};  // room for three of the longest ints
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", *year, *month, *day);
  return Value(out.data() + *time);
}

}  // namespace

base::Result<Value> resolvePlainScalar(const std::string& text) {
  if (auto word = wordValue(text)) return *std::move(word);
  if (isInfiniteOrNan(text)) {
    return base::fail(base::ErrorCode::kMalformedYaml,
                      text + " is not a number that JSON can hold");
  }
  const char first = text[0];
  if (first == '.') return floatValue(text).value_or(Value(text));
  if (!isDigit(first) && first != '+' && first != '-') return Value(text);
  if (auto timestamp = timestampValue(text)) return *std::move(timestamp);
  std::string plain = text;
  plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
  if (auto integer = integerValue(plain)) return *std::move(integer);
  return floatValue(plain).value_or(Value(text));
}

}  // namespace hrp::testcase
