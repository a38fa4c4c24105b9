#include "import/har/recorded_time.hpp"

#include <charconv>
#include <chrono>

namespace hrp::import {
namespace {

// `length` digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t length) {
  if (at + length > text.size()) return std::nullopt;
  int number = 0;
  const char* const end = text.data() + at + length;
  const auto read = std::from_chars(text.data() + at, end, number);
  if (read.ec != std::errc() || read.ptr != end || number < 0) return std::nullopt;
  return number;
}

std::int64_t fractionUs(std::string_view& rest) {
  if (!rest.starts_with('.')) return 0;
  std::int64_t fraction = 0;
  std::int64_t unit = 100'000;
  std::size_t at = 1;
  for (; at < rest.size() && rest[at] >= '0' && rest[at] <= '9'; ++at) {
    fraction += (rest[at] - '0') * unit;
    unit /= 10;
  }
  rest.remove_prefix(at);
  return fraction;
}

}  // namespace

std::optional<std::int64_t> recordedTimeUs(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  std::int64_t seconds = std::chrono::sys_days(date).time_since_epoch().count() * 86'400LL;
  seconds += *hour * 3600LL + *minute * 60LL + *second;
  std::string_view rest = text.substr(19);
  const std::int64_t fraction = fractionUs(rest);
  if (rest.starts_with('+') || rest.starts_with('-')) {
    const auto zone_hours = digits(rest, 1, 2);
    const auto zone_minutes = digits(rest, rest.size() > 5 ? 4 : 3, 2);
    if (!zone_hours || !zone_minutes) return std::nullopt;
    const std::int64_t offset = *zone_hours * 3600LL + *zone_minutes * 60LL;
    seconds -= rest[0] == '+' ? offset : -offset;
  }
  return seconds * 1'000'000 + fraction;
}

}  // namespace hrp::import
