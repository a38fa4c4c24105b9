#include "outputs/figure_text.hpp"

#include <time.h>

#include <array>
#include <cstdio>

namespace hrp::outputs {
namespace {

std::tm brokenDown(base::WallTime time, std::tm* (*convert)(const std::time_t*, std::tm*)) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t stamp = seconds.time_since_epoch().count();
  std::tm parts{};
  convert(&stamp, &parts);
  return parts;
}

std::string formatted(const std::tm& parts, const char* format) {
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), format, &parts);
  return std::string(text.data(), length);
}

}  // namespace

double toMs(double microseconds) {
  return microseconds / 1e3;
}

double toSeconds(base::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

double perSecond(std::uint64_t count, base::Duration over) {
  return over.count() <= 0 ? 0.0 : static_cast<double>(count) / toSeconds(over);
}

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string fixedText(double value, int decimals) {
  std::array<char, 352> text{};  // holds the longest double
  const int length = std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return std::string(text.data(), static_cast<std::size_t>(length));
}

std::string msText(double microseconds) {
  const double ms = toMs(microseconds);
  if (ms == 0) return "0";
  if (ms < 0.0995) return fixedText(ms, 3);
  if (ms < 99.995) return fixedText(ms, 2);
  return fixedText(ms, ms < 999.95 ? 1 : 0);
}

std::string localTimeText(base::WallTime time) {
  return formatted(brokenDown(time, ::localtime_r), "%Y/%m/%d %H:%M:%S");
}

std::string utcTimeText(base::WallTime time) {
  const auto ms = time - std::chrono::floor<std::chrono::seconds>(time);
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(ms.count()));
  return formatted(brokenDown(time, ::gmtime_r), "%Y-%m-%dT%H:%M:%S") + fraction.data();
}

}  // namespace hrp::outputs
