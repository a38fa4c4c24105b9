#pragma once
// CheckedControl: a RunControl that refuses a start whose profile the outputs cannot serve or whose
// names and files cannot be used, and hands everything else through. Any thread may call it; the
// inner control must outlive it.

#include "hrp/runner/run_control.hpp"

namespace hrp::cli {

class CheckedControl final : public runner::RunControl {
 public:
  explicit CheckedControl(runner::RunControl& inner) : inner_(inner) {}

  [[nodiscard]] base::Result<> start(const runner::RunProfile& profile) override;
  [[nodiscard]] base::Result<> rebalance(const runner::RebalanceRequest& request) override;
  [[nodiscard]] base::Result<> stop(const runner::StopRequest& request) override;
  void quit() override;
  [[nodiscard]] stats::SnapshotPtr snapshot() const override;

 private:
  runner::RunControl& inner_;
};

}  // namespace hrp::cli
