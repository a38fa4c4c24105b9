#pragma once
// ProcessProbe: processor and memory use of this process and of the machine, read from /proc.
// One owner; sample() is called from one thread, about once a second.

#include <cstdint>

#include "hrp/base/clock.hpp"

namespace hrp::base {

struct ProcessUsage {
  double process_cpu_percent = 0;     // 100 is one core fully used, since the last sample
  double machine_cpu_percent = 0;     // of all cores
  double process_memory_percent = 0;  // resident set of the machine's memory
  double machine_memory_percent = 0;
};

class ProcessProbe {
 public:
  explicit ProcessProbe(const Clock& clock);
  [[nodiscard]] ProcessUsage sample();

 private:
  const Clock& clock_;
  TimePoint last_time_{};
  std::uint64_t last_process_ticks_ = 0;
  std::uint64_t last_machine_busy_ = 0;
  std::uint64_t last_machine_total_ = 0;
};

}  // namespace hrp::base
