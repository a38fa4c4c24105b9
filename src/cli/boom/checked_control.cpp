#include "cli/boom/checked_control.hpp"

#include "cli/boom/confined_paths.hpp"
#include "cli/boom/metric_settings.hpp"
#include "cli/network_flags.hpp"

namespace hrp::cli {

base::Result<> CheckedControl::start(const runner::RunProfile& profile) {
  if (auto checked = checkMetrics(profile); !checked) return checked;
  for (const std::string& path : profile.testcase_paths) {
    if (auto checked = checkBelow(testcase_root_, path); !checked) return checked;
  }
  if (!profile.ca_file.empty()) {
    if (auto checked = checkBelow(testcase_root_, profile.ca_file); !checked) return checked;
  }
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
