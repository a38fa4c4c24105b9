#include "hrp/base/duration_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace hrp::base {
namespace {

struct Unit {
  std::string_view name;
  double nanoseconds;
};
// Longer names first, so that "ms" is not read as minutes.
constexpr std::array<Unit, 6> kUnits{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
constexpr double kLongest = 9.0e18;  // what 64-bit nanoseconds hold

tl::unexpected<Error> malformed(std::string_view text) {
  return fail(ErrorCode::kInvalidArgument, "\"" + std::string(text) + "\" is not a duration",
              "write 30, 30s, 500ms, 1m30s or 2h");
}

const Unit* takeUnit(std::string_view& rest) {
  for (const Unit& unit : kUnits) {
    if (rest.starts_with(unit.name)) {
      rest.remove_prefix(unit.name.size());
      return &unit;
    }
  }
  return nullptr;
}

}  // namespace

Result<Duration> parseDuration(std::string_view text) {
  std::string_view rest = text;
  double total = 0;
  bool only_number = true;
  if (rest.empty()) return malformed(text);
  while (!rest.empty()) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || !(number >= 0) || std::isinf(number)) return malformed(text);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.empty() && only_number) {
      total = number * 1e9;
      break;
    }
    const Unit* unit = takeUnit(rest);
    if (unit == nullptr) return malformed(text);
    total += number * unit->nanoseconds;
    only_number = false;
  }
  if (total > kLongest) return malformed(text);
  return Duration(static_cast<std::int64_t>(std::llround(total)));
}

std::string formatDuration(Duration duration) {
  using std::chrono::duration_cast;
  const bool negative = duration < Duration::zero();
  if (negative) duration = -duration;
  const auto shorten = [](double value) {
    std::array<char, 32> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), std::round(value * 1000) / 1000);
    return std::string(text.data(), end.ptr);
  };
  const double nanoseconds = static_cast<double>(duration.count());
  std::string out = negative ? "-" : "";
  if (duration < std::chrono::microseconds(1)) return out + std::to_string(duration.count()) + "ns";
  if (duration < std::chrono::milliseconds(1)) return out + shorten(nanoseconds / 1e3) + "us";
  if (duration < std::chrono::seconds(1)) return out + shorten(nanoseconds / 1e6) + "ms";
  const auto hours = duration_cast<std::chrono::hours>(duration);
  const auto minutes = duration_cast<std::chrono::minutes>(duration - hours);
  const double seconds = static_cast<double>((duration - hours - minutes).count()) / 1e9;
  if (hours.count() > 0) out += std::to_string(hours.count()) + "h";
  if (minutes.count() > 0) out += std::to_string(minutes.count()) + "m";
  if (seconds > 0 || (hours.count() == 0 && minutes.count() == 0)) out += shorten(seconds) + "s";
  return out;
}

}  // namespace hrp::base
