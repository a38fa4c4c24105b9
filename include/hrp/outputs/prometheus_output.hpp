#pragma once
// PrometheusOutput: pushes the figures of a run to a Prometheus Pushgateway, as the group
// job "hrp", instance, mode (standalone, worker or master), replaced every interval.
//
// The instance is a name that the next process of the same mode on this machine takes over when
// this one is gone, and that no two have at once: the host's name, a few digits of this start of
// its kernel and its network namespace, and the lowest number that is free (base::ProcessSlot).
// docs/decisions, "The last figures stay on the gateway", says why.
//
// The ticker thread calls everything. Only settle() and close() wait for the network, two seconds
// together: a thread of the output's own pushes, and a snapshot that comes while it is busy
// replaces the one that waits.

#include <memory>
#include <optional>
#include <string>

#include "hrp/base/clock.hpp"
#include "hrp/outputs/metric_buckets.hpp"
#include "hrp/outputs/metric_linger.hpp"
#include "hrp/outputs/output.hpp"
#include "hrp/stats/metric_pushes.hpp"

namespace hrp::outputs {

struct PrometheusOptions {
  std::string instance{};   // a path segment of the group's URL; empty: see above
  std::string worker_id{};  // that the master knows this process by; empty: it has no master
  base::Duration timeout = std::chrono::seconds(3);  // of one request to the gateway
};

// What a run's profile says.
struct PrometheusSettings {
  std::string gateway{};          // as parseGatewayAddress() gives it; empty: pushes nothing
  std::string ca_certificates{};  // PEM, trusted beside those of the system
  Linger linger = kDefaultLinger;
  BucketBorders borders = fineBorders();
};

class PrometheusOutput final : public Output {
 public:
  PrometheusOutput(const base::Clock& clock, PrometheusOptions options);
  ~PrometheusOutput() override;  // close()

  // Before onRunStarted().
  void configure(PrometheusSettings settings);

  void onRunStarted(const stats::Snapshot& snapshot) override;
  void onSnapshot(const stats::Snapshot& snapshot) override;
  void onRunEnded(const stats::Snapshot& final_snapshot) override;

  // After onRunEnded(): waits until the final figures have been answered, and tells what became of
  // the pushes of the run; none when there is no gateway.
  [[nodiscard]] std::optional<stats::MetricPushes> settle();

  // Deletes the group unless it is to linger, and ends the thread. Nothing is pushed after it.
  void close();

 private:
  struct Parts;
  void push(const stats::Snapshot& snapshot, bool is_last);

  std::unique_ptr<Parts> parts_;
};

}  // namespace hrp::outputs
