#include "hrp/base/machine/thread_cpu.hpp"

#include <algorithm>
#include <ctime>
#include <thread>

namespace hrp::base {
namespace {

Duration cpuTimeOf(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return Duration::zero();
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

Duration threadCpuTime() {
  return cpuTimeOf(CLOCK_THREAD_CPUTIME_ID);
}

Duration processCpuTime() {
  return cpuTimeOf(CLOCK_PROCESS_CPUTIME_ID);
}

unsigned usableCores() {
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace hrp::base
