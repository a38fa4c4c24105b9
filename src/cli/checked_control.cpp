#include "cli/checked_control.hpp"

#include "cli/boom_options.hpp"

namespace hrp::cli {

base::Result<> CheckedControl::start(const runner::RunProfile& profile) {
  if (auto checked = checkGateway(profile); !checked) return checked;
  return inner_.start(profile);
}

base::Result<> CheckedControl::rebalance(const runner::RebalanceRequest& request) {
  return inner_.rebalance(request);
}

base::Result<> CheckedControl::stop() {
  return inner_.stop();
}

void CheckedControl::quit() {
  inner_.quit();
}

stats::SnapshotPtr CheckedControl::snapshot() const {
  return inner_.snapshot();
}

}  // namespace hrp::cli
