#include "expression/number.hpp"

#include <cmath>
#include <utility>

namespace hrp::expression {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

// Converting the integer to double could round it, so the double is cut instead.
std::partial_ordering compareWithDouble(std::int64_t left, double right) {
  if (std::isnan(right)) return std::partial_ordering::unordered;
  if (right >= kTwoTo63) return std::partial_ordering::less;
  if (right < -kTwoTo63) return std::partial_ordering::greater;
  const double whole = std::trunc(right);
  const auto cut = static_cast<std::int64_t>(whole);
  if (left != cut) return left <=> cut;
  return 0.0 <=> right - whole;
}

std::partial_ordering compareWithDouble(std::uint64_t left, double right) {
  if (std::isnan(right)) return std::partial_ordering::unordered;
  if (right >= kTwoTo64) return std::partial_ordering::less;
  if (right < 0) return std::partial_ordering::greater;
  const double whole = std::trunc(right);
  const auto cut = static_cast<std::uint64_t>(whole);
  if (left != cut) return left <=> cut;
  return 0.0 <=> right - whole;
}

std::partial_ordering compareIntegers(const Value& left, const Value& right) {
  const bool left_big = left.is_number_unsigned();
  const bool right_big = right.is_number_unsigned();
  if (left_big && right_big) return left.get<std::uint64_t>() <=> right.get<std::uint64_t>();
  if (!left_big && !right_big) return left.get<std::int64_t>() <=> right.get<std::int64_t>();
  if (left_big) {
    const auto signed_right = right.get<std::int64_t>();
    if (signed_right < 0) return std::partial_ordering::greater;
    return left.get<std::uint64_t>() <=> static_cast<std::uint64_t>(signed_right);
  }
  const auto signed_left = left.get<std::int64_t>();
  if (signed_left < 0) return std::partial_ordering::less;
  return static_cast<std::uint64_t>(signed_left) <=> right.get<std::uint64_t>();
}

std::partial_ordering compareIntegerWithDouble(const Value& integer, double number) {
  if (integer.is_number_unsigned()) return compareWithDouble(integer.get<std::uint64_t>(), number);
  return compareWithDouble(integer.get<std::int64_t>(), number);
}

}  // namespace

std::partial_ordering compareNumbers(const Value& left, const Value& right) {
  const bool left_float = left.is_number_float();
  const bool right_float = right.is_number_float();
  if (left_float && right_float) return left.get<double>() <=> right.get<double>();
  if (right_float) return compareIntegerWithDouble(left, right.get<double>());
  if (left_float) {
    const auto mirrored = compareIntegerWithDouble(right, left.get<double>());
    return 0 <=> mirrored;
  }
  return compareIntegers(left, right);
}

std::optional<std::int64_t> truncatedInteger(const Value& number) {
  if (number.is_number_unsigned()) {
    const auto unsigned_number = number.get<std::uint64_t>();
    if (!std::in_range<std::int64_t>(unsigned_number)) return std::nullopt;
    return static_cast<std::int64_t>(unsigned_number);
  }
  if (number.is_number_integer()) return number.get<std::int64_t>();
  const double whole = std::trunc(number.get<double>());
  if (!(whole >= -kTwoTo63 && whole < kTwoTo63)) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

bool isWhole(double number) {
  return std::isfinite(number) && std::trunc(number) == number;
}

Value integerIfWhole(double number) {
  if (!isWhole(number) || number < -kTwoTo63 || number >= kTwoTo63) return number;
  return static_cast<std::int64_t>(number);
}

}  // namespace hrp::expression
