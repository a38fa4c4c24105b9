#pragma once
// Times of a testcase: seconds, as a number. Pure.

#include <chrono>
#include <string>

#include "hrp/base/clock.hpp"
#include "testcase/read/field_reader.hpp"

namespace hrp::testcase {

inline constexpr double kMaxSeconds = 1e9;

[[nodiscard]] inline base::Duration toDuration(double seconds) {
  return std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(seconds));
}

// 0 and less are the fallback.
[[nodiscard]] inline double readSeconds(FieldReader& fields, const std::string& name,
                                        double fallback) {
  const double value = fields.number(name).value_or(0);
  if (value > kMaxSeconds) fields.refuse(name, "more than 1e9 seconds");
  return value > 0 ? value : fallback;
}

}  // namespace hrp::testcase
