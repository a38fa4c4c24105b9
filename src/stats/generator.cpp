#include "hrp/stats/generator.hpp"

#include <algorithm>
#include <utility>

namespace hrp::stats {

void Strain::merge(const Strain& other) {
  seconds += other.seconds;
  lag_seconds += other.lag_seconds;
  busy_seconds += other.busy_seconds;
  lag_p99_us = std::max(lag_p99_us, other.lag_p99_us);
  cpu_permille = std::max(cpu_permille, other.cpu_permille);
}

std::optional<Strain> judge(const ThreadSecond& second) {
  const std::uint64_t lag = second.loop_lag.valueAt(0.99);
  const auto latency = static_cast<double>(second.latency.valueAt(0.99));
  const bool lags = second.latency.count() > 0 && lag > kLagFloorUs &&
                    static_cast<double>(lag) > kLagOfLatency * latency;
  const bool busy = second.cpu_permille > kBusyPermille;
  if (!lags && !busy) return std::nullopt;
  return Strain{1, lags ? 1U : 0U, busy ? 1U : 0U, lag, second.cpu_permille};
}

void GeneratorFigures::merge(const GeneratorFigures& other) {
  loop_lag.merge(other.loop_lag);
  loop_cpu_us += other.loop_cpu_us;
  loop_time_us += other.loop_time_us;
  max_cpu_permille = std::max(max_cpu_permille, other.max_cpu_permille);
  seconds += other.seconds;
  process_cpu_us += other.process_cpu_us;
  process_time_us += other.process_time_us;
  for (const auto& [place, strain] : other.strains) addStrain(place, strain);
}

void GeneratorFigures::addStrain(const std::string& place, const Strain& strain) {
  const bool fits = strains.contains(place) || strains.size() < kMaxStrainedPlaces;
  strains[fits ? place : std::string("others")].merge(strain);
}

void GeneratorFigures::nameWorker(const std::string& id) {
  const auto unnamed = std::exchange(strains, {});
  for (const auto& [place, strain] : unnamed) addStrain(id + " " + place, strain);
}

}  // namespace hrp::stats
