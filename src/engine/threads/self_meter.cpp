#include "engine/threads/self_meter.hpp"

#include <string>
#include <utility>

#include "hrp/base/machine/thread_cpu.hpp"
#include "hrp/base/microseconds.hpp"

namespace hrp::engine {

void SelfMeter::start() {
  if (on_) return;
  on_ = true;
  lag_.start();
  mark(loop_.clock().now());
}

void SelfMeter::stop() {
  on_ = false;
  lag_.stop();
}

void SelfMeter::mark(base::TimePoint now) {
  since_ = now;
  thread_cpu_ = base::threadCpuTime();
  if (thread_ == 0) process_cpu_ = base::processCpuTime();
}

stats::GeneratorFigures SelfMeter::take() {
  stats::GeneratorFigures figures;
  if (!on_) return figures;
  const base::TimePoint now = loop_.clock().now();
  const base::Duration time = now - since_;
  const std::uint64_t time_us = base::microseconds(time);
  figures.loop_lag = lag_.take();
  figures.seconds = 1;
  figures.loop_time_us = time_us;
  figures.loop_cpu_us = base::microseconds(base::threadCpuTime() - thread_cpu_);
  const bool fair = time >= kShortest;
  if (fair) figures.max_cpu_permille = figures.loop_cpu_us * 1'000 / time_us;
  if (thread_ == 0) {
    figures.process_cpu_us = base::microseconds(base::processCpuTime() - process_cpu_);
    figures.process_time_us = time_us * base::usableCores();
    const std::uint64_t permille =
        fair ? figures.process_cpu_us * 1'000 / figures.process_time_us : 0;
    const stats::Histogram nothing;
    if (const auto strain = stats::judge({nothing, nothing, permille}))
      figures.addStrain("process", *strain);
  }
  mark(now);
  return figures;
}

}  // namespace hrp::engine
