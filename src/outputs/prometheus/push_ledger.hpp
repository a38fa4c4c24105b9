#pragma once
// PushLedger: counts what became of the pushes of a run and says so in the log: a line when the
// reason of failures changes, one when a push is taken again, one at the end. One owner, one
// thread.

#include <string>

#include "hrp/base/error.hpp"
#include "hrp/stats/metric_pushes.hpp"

namespace hrp::outputs {

// "3 of 5 pushes were lost, the last figures too: status 400 …"; only when some were.
[[nodiscard]] std::string describeLoss(const stats::MetricPushes& pushes);

class PushLedger {
 public:
  // `gateway` as it may be shown.
  void startRun(std::string gateway);
  void pushed(const base::Result<>& result, bool is_last);
  // A group that the gateway did not delete is no figure lost, but it stays.
  void deleted(const base::Result<>& result);
  // Says once what is missing.
  void endRun();

  [[nodiscard]] const stats::MetricPushes& pushes() const { return pushes_; }

 private:
  static constexpr int kMaxLines = 20;  // of a gateway whose reason is another each time

  stats::MetricPushes pushes_;
  bool is_failing_ = false;
  int lines_ = 0;
};

}  // namespace hrp::outputs
