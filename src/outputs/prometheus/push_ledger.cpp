#include "outputs/prometheus/push_ledger.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace hrp::outputs {

std::string describeLoss(const stats::MetricPushes& pushes) {
  return std::to_string(pushes.lost) + " of " + std::to_string(pushes.sent) + " pushes were lost" +
         (pushes.last_arrived ? "" : ", the last figures too") + ": " +
         (pushes.reason.empty() ? "no answer in time" : pushes.reason);
}

void PushLedger::startRun(std::string gateway) {
  if (pushes_.gateway != gateway) is_failing_ = false;
  pushes_ = {};
  pushes_.gateway = std::move(gateway);
  lines_ = 0;
}

void PushLedger::pushed(const base::Result<>& result, bool is_last) {
  ++pushes_.sent;
  if (result) {
    pushes_.last_arrived = is_last;
    if (is_failing_) spdlog::info("prometheus gateway {}: answers again", pushes_.gateway);
    is_failing_ = false;
    return;
  }
  ++pushes_.lost;
  const std::string& reason = result.error().message;
  if ((!is_failing_ || reason != pushes_.reason) && lines_ < kMaxLines) {
    spdlog::warn("prometheus gateway {}: {}", pushes_.gateway, reason);
    ++lines_;
  }
  is_failing_ = true;
  pushes_.reason = reason;
}

void PushLedger::deleted(const base::Result<>& result) {
  if (result) return;
  spdlog::warn("prometheus gateway {}: the group was not deleted: {}", pushes_.gateway,
               result.error().message);
}

void PushLedger::endRun() {
  if (!pushes_.lostAny()) return;
  spdlog::warn("prometheus gateway {}: {}", pushes_.gateway, describeLoss(pushes_));
}

}  // namespace hrp::outputs
