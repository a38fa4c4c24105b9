#pragma once
// PrometheusOutput: pushes the figures of a run to a Prometheus Pushgateway, as the group
// job "hrp", instance (a UUID), mode (standalone, worker or master), replaced every interval.
//
// The ticker thread calls the Output methods, any thread setGateway() and close(). None of them but
// close() waits for the network: a thread of the output's own pushes, and a snapshot that comes
// while it is busy replaces the one that waits. A gateway that does not answer gives one line in
// the log when it fails and one when it is back.

#include <chrono>
#include <memory>
#include <string>

#include "hrp/outputs/output.hpp"

namespace hrp::outputs {

struct PrometheusOptions {
  std::string gateway{};   // as parseGatewayAddress() gives it; empty: pushes nothing
  std::string instance{};  // of the group's URL; empty: a random UUID
  std::chrono::milliseconds timeout{3'000};  // of one request to the gateway
};

class PrometheusOutput final : public Output {
 public:
  explicit PrometheusOutput(PrometheusOptions options);
  ~PrometheusOutput() override;  // close()

  // Another gateway for the next snapshots; the group on the old one is deleted.
  void setGateway(std::string gateway);

  void onRunStarted(const stats::Snapshot& snapshot) override;
  void onSnapshot(const stats::Snapshot& snapshot) override;
  void onRunEnded(const stats::Snapshot& final_snapshot) override;

  // Pushes what still waits, deletes the group, so that no dead figures stay on the gateway, and
  // ends the thread. Waits for at most three timeouts. Nothing is pushed after it.
  void close();

 private:
  class Pusher;
  void push(const stats::Snapshot& snapshot);

  std::unique_ptr<Pusher> pusher_;
};

}  // namespace hrp::outputs
