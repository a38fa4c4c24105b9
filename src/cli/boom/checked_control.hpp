#pragma once
// CheckedControl: a RunControl that refuses a start whose profile the outputs cannot serve, whose
// names and files cannot be used, or whose testcases lie outside of one folder, and hands
// everything else through. Any thread may call it; the inner control must outlive it.

#include <string>
#include <utility>

#include "hrp/runner/run_control.hpp"

namespace hrp::cli {

class CheckedControl final : public runner::RunControl {
 public:
  CheckedControl(runner::RunControl& inner, std::string testcase_root)
      : inner_(inner), testcase_root_(std::move(testcase_root)) {}

  [[nodiscard]] base::Result<> start(const runner::RunProfile& profile) override;
  [[nodiscard]] base::Result<> rebalance(const runner::RebalanceRequest& request) override;
  [[nodiscard]] base::Result<> stop(const runner::StopRequest& request) override;
  void quit() override;
  [[nodiscard]] stats::SnapshotPtr snapshot() const override;

 private:
  runner::RunControl& inner_;
  const std::string testcase_root_;
};

}  // namespace hrp::cli
