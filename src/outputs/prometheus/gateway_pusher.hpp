#pragma once
// GatewayPusher: the thread that talks to a Pushgateway. It has the one push that may wait: a newer
// one takes its place, so that a slow gateway gets the newest figures and holds nobody up.
//
// After the first push of a run it tidies up, when the target says so: it deletes the groups of
// ours that have been there for longer than they are worth keeping (gateway_groups.hpp),
// looks again when the next of them is due, and deletes those of lost workers.
//
// startRun(), post(), settle() and close() on one thread. Only settle() and close() wait.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "hrp/base/clock.hpp"
#include "hrp/outputs/metric_linger.hpp"
#include "outputs/prometheus/push_ledger.hpp"
#include "outputs/prometheus/pushgateway_client.hpp"

namespace hrp::outputs {

struct PushTarget {
  std::string gateway;  // as parseGatewayAddress() gives it
  std::string instance;
  std::string mode;
  std::string ca_certificates{};
  Linger linger = kDefaultLinger;
  bool tidies = false;

  [[nodiscard]] std::string groupUrl() const;
};

class GatewayPusher {
 public:
  // Both together are how long a gateway that hangs may hold the end of a process.
  static constexpr base::Duration kSettleTime = std::chrono::milliseconds(1'600);
  static constexpr base::Duration kCloseTime = std::chrono::milliseconds(300);

  // `timeout` of one request while a run goes on.
  GatewayPusher(const base::Clock& clock, base::Duration timeout);
  ~GatewayPusher();  // close()
  GatewayPusher(const GatewayPusher&) = delete;
  GatewayPusher& operator=(const GatewayPusher&) = delete;

  // Where the next pushes go; none: nowhere. What was pushed to another group is left.
  void startRun(std::optional<PushTarget> target);
  // `lost_workers`: the ids of those that are lost now. `is_last`: the final figures of the run.
  void post(std::string text, std::set<std::string> lost_workers, bool is_last);
  // After the last post of a run: waits until it has been answered, for kSettleTime at most.
  [[nodiscard]] std::optional<stats::MetricPushes> settle();
  // Leaves the group: deletes it when it is not to linger. Waits for kCloseTime at most.
  void close();

 private:
  using TargetPtr = std::shared_ptr<const PushTarget>;
  struct Job {
    TargetPtr target{};  // null: only leave the group
    std::string text{};
    std::set<std::string> lost_workers{};
    bool is_last = false;
  };

  void run();
  void serve(const Job& job);
  void tidy();
  void leaveGroup();
  [[nodiscard]] base::Duration untilTidy() const;

  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable settled_;
  TargetPtr target_;
  std::optional<Job> job_;
  bool last_is_answered_ = true;
  bool closing_ = false;
  base::TimePoint end_by_ = base::TimePoint::max();  // of the requests from now on
  PushLedger ledger_;

  // The thread's alone.
  PushgatewayClient client_;
  TargetPtr group_;  // where something was pushed to
  std::set<std::string> lost_workers_;
  base::TimePoint next_tidy_ = base::TimePoint::max();

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hrp::outputs
