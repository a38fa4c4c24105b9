#include "hrp/base/machine/suspended_time.hpp"

#include <ctime>

namespace hrp::base {
namespace {

Duration readingOf(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

Duration suspendedTime() {
  return readingOf(CLOCK_BOOTTIME) - readingOf(CLOCK_MONOTONIC);
}

}  // namespace hrp::base
