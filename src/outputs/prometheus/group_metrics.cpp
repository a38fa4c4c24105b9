#include "outputs/prometheus/group_metrics.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/prometheus/gateway_groups.hpp"
#include "outputs/run_figures.hpp"

namespace hrp::outputs {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// A process that lives pushes every 3 s; one that has not for so long was killed, or its machine.
constexpr base::Duration kSilence = std::chrono::minutes(10);

ClientMetric gaugeOf(double value) {
  ClientMetric metric;
  metric.gauge.value = value;
  return metric;
}

ClientMetric quantilesOf(const std::string& method, const std::string& name,
                         const stats::Histogram& times) {
  const auto in_seconds = [](double us) { return us / 1e6; };
  ClientMetric metric;
  metric.label = {{"method", validUtf8(method)}, {"name", validUtf8(name)}};
  metric.summary.sample_count = times.count();
  metric.summary.sample_sum = in_seconds(static_cast<double>(times.sum()));
  for (const double quantile : {0.5, 0.9, 0.95, 0.99, 0.999}) {
    metric.summary.quantile.push_back(
        {quantile, in_seconds(static_cast<double>(times.valueAt(quantile)))});
  }
  return metric;
}

}  // namespace

void addGroupFamilies(const stats::Snapshot& snapshot, const MetricTextOptions& options,
                      std::vector<MetricFamily>& families) {
  if (options.linger) {
    const bool has_ended = snapshot.reason != stats::EndReason::kNone;
    const base::Duration linger = has_ended ? *options.linger : std::max(*options.linger, kSilence);
    families.push_back({std::string(kLingerMetric),
                        "After its last push, until hrp may delete the group",
                        MetricType::Gauge,
                        {gaugeOf(toSeconds(linger))}});
  }
  if (options.worker_id.empty()) return;
  ClientMetric worker = gaugeOf(1);
  worker.label = {{"id", validUtf8(options.worker_id)}};
  families.push_back(
      {std::string(kWorkerMetric), "The worker of this group", MetricType::Gauge, {worker}});
}

std::vector<MetricFamily> fleetFamilies(const stats::Snapshot& snapshot,
                                        const stats::Slice& total) {
  const auto state = static_cast<double>(static_cast<int>(snapshot.state));
  const auto lost = static_cast<double>(missingWorkers(snapshot).size());
  const auto all = static_cast<double>(snapshot.workers.size());
  std::vector<MetricFamily> families;
  for (const auto& [name, help, value] :
       {std::tuple{"hrp_fleet_users", "Users now", static_cast<double>(snapshot.users)},
        {"hrp_fleet_state", "As state", state},
        {"hrp_fleet_workers", "That took part", all},
        {"hrp_fleet_lost_workers", "Of these, lost", lost}}) {
    families.push_back({name, help, MetricType::Gauge, {gaugeOf(value)}});
  }
  MetricFamily times{"hrp_fleet_response_time_seconds",
                     "Over the whole fleet, since the start",
                     MetricType::Summary,
                     {}};
  for (const auto& [key, row] : total.rows) {
    times.metric.push_back(quantilesOf(key.type, key.name, row.latency.all()));
  }
  const stats::Row sum = stats::totalOf(snapshot.total);
  if (sum.requests() > 0) times.metric.push_back(quantilesOf("", "Total", sum.latency.all()));
  families.push_back(std::move(times));
  return families;
}

}  // namespace hrp::outputs
