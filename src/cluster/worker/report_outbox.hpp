#pragma once
// ReportOutbox: the reports of one run that the master has not acknowledged. Numbers them, sends
// them again until they are, and merges what waits when the master is away, so memory is bounded.
// Pure; one owner, one thread.
//
// What holds: every figure that was added is acknowledged, under way or waiting, in one of them;
// reports under way are at most kWindow, numbered up to the last number; waiting seconds are at
// most kMaxWaitingSeconds; without a run there is nothing.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cluster/timing.hpp"
#include "hrp/base/invariants.hpp"
#include "hrp/cluster/messages.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::cluster {

class ReportOutbox {
 public:
  static constexpr std::size_t kWindow = 16;             // reports under way
  static constexpr std::size_t kMaxWaitingSeconds = 64;  // then neighbours are merged

  // Another run drops what is left of the one before; the same run goes on counting.
  void begin(const std::string& run);
  void add(const std::vector<engine::NumberedSlice>& slices);
  // How long to wait between two reports of new figures.
  void setInterval(base::Duration interval) { interval_ = interval; }
  // What to send now. `flush`: do not wait for the next report to be due.
  [[nodiscard]] std::vector<Stats> due(base::TimePoint now, bool flush);
  void acknowledge(const std::string& run, std::uint64_t number);
  void drop();
  [[nodiscard]] bool empty() const { return waiting_.empty() && sent_.empty(); }
  [[nodiscard]] const std::string& run() const { return run_; }

  // All of it; the bounds alone cost nothing.
  [[nodiscard]] base::Finding checkInvariants() const;
  [[nodiscard]] base::Finding checkBounds() const;

 private:
  struct Sent {
    Stats report;
    base::TimePoint at;
  };
  Stats cut();

  std::string run_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint32_t, stats::Slice> waiting_;
  std::map<std::uint64_t, Sent> sent_;
  base::TimePoint last_cut_{};
  base::Duration interval_ = kReportInterval;
  // Samples and iterations of the run.
  std::uint64_t added_ = 0;
  std::uint64_t acknowledged_ = 0;
};

}  // namespace hrp::cluster
