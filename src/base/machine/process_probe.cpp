#include "hrp/base/machine/process_probe.hpp"

#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <string>

#include "hrp/base/files/file.hpp"

namespace hrp::base {
namespace {

std::string procText(const char* path) {
  auto content = readFile(path, 1 << 20);
  return content ? std::move(*content) : std::string();
}

// User and system time of the process in clock ticks: fields 14 and 15 of /proc/self/stat. The
// second field may hold blanks, so counting starts behind its closing parenthesis.
std::uint64_t processTicks() {
  const std::string text = procText("/proc/self/stat");
  const auto behind_name = text.rfind(')');
  if (behind_name == std::string::npos) return 0;
  std::istringstream fields(text.substr(behind_name + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  std::uint64_t user = 0;
  std::uint64_t system = 0;
  fields >> user >> system;
  return user + system;
}

struct MachineTicks {
  std::uint64_t busy = 0;
  std::uint64_t total = 0;
};

MachineTicks machineTicks() {
  std::istringstream fields(procText("/proc/stat"));
  std::string label;
  fields >> label;
  MachineTicks ticks;
  std::uint64_t value = 0;
  for (int column = 0; column < 8 && fields >> value; ++column) {
    ticks.total += value;
    const bool idle = column == 3 || column == 4;  // idle and iowait
    if (!idle) ticks.busy += value;
  }
  return ticks;
}

double percent(double part, double whole) {
  return whole > 0 ? 100.0 * part / whole : 0.0;
}

std::uint64_t kilobytesOf(const std::string& text, const char* label) {
  const auto at = text.find(label);
  if (at == std::string::npos) return 0;
  return std::strtoull(text.c_str() + at + std::char_traits<char>::length(label), nullptr, 10);
}

}  // namespace

ProcessProbe::ProcessProbe(const Clock& clock) : clock_(clock), last_time_(clock.now()) {
  last_process_ticks_ = processTicks();
  const MachineTicks machine = machineTicks();
  last_machine_busy_ = machine.busy;
  last_machine_total_ = machine.total;
}

ProcessUsage ProcessProbe::sample() {
  ProcessUsage usage;
  const TimePoint now = clock_.now();
  const std::uint64_t process = processTicks();
  const MachineTicks machine = machineTicks();
  const double elapsed_s = std::chrono::duration<double>(now - last_time_).count();
  const double ticks_per_s = static_cast<double>(::sysconf(_SC_CLK_TCK));
  usage.process_cpu_percent =
      percent(static_cast<double>(process - last_process_ticks_) / ticks_per_s, elapsed_s);
  usage.machine_cpu_percent = percent(static_cast<double>(machine.busy - last_machine_busy_),
                                      static_cast<double>(machine.total - last_machine_total_));
  last_time_ = now;
  last_process_ticks_ = process;
  last_machine_busy_ = machine.busy;
  last_machine_total_ = machine.total;

  const std::string memory = procText("/proc/meminfo");
  const auto total_kb = static_cast<double>(kilobytesOf(memory, "MemTotal:"));
  const auto available_kb = static_cast<double>(kilobytesOf(memory, "MemAvailable:"));
  const auto resident_kb =
      static_cast<double>(kilobytesOf(procText("/proc/self/status"), "VmRSS:"));
  usage.process_memory_percent = percent(resident_kb, total_kb);
  usage.machine_memory_percent = percent(total_kb - available_kb, total_kb);
  return usage;
}

}  // namespace hrp::base
