#include "cli/boom/checked_control.hpp"

#include "cli/boom/metric_settings.hpp"
#include "cli/network_flags.hpp"

namespace hrp::cli {

base::Result<> CheckedControl::start(const runner::RunProfile& profile) {
  if (auto checked = checkMetrics(profile); !checked) return checked;
  runner::RunProfile whole = profile;
  if (auto read = finishNetwork(whole); !read) return read;
  return inner_.start(whole);
}

base::Result<> CheckedControl::rebalance(const runner::RebalanceRequest& request) {
  return inner_.rebalance(request);
}

base::Result<> CheckedControl::stop(const runner::StopRequest& request) {
  return inner_.stop(request);
}

void CheckedControl::quit() {
  inner_.quit();
}

stats::SnapshotPtr CheckedControl::snapshot() const {
  return inner_.snapshot();
}

}  // namespace hrp::cli
