#pragma once
// OutputTicker: the thread that reads a RunBoard and feeds the outputs: each run's start, a
// snapshot every 3 s, each run's end, and what changes after it. It ends when the board is closed
// and everything has been shown.

#include <thread>

#include "hrp/base/clock.hpp"
#include "hrp/runner/run_board.hpp"

namespace hrp::cli {

// What the ticker feeds; RunOutputs in the program, a recording fake in tests.
class RunAudience {
 public:
  virtual ~RunAudience() = default;
  virtual void runStarted(const runner::RunProfile& profile, const stats::Snapshot& snapshot) = 0;
  virtual void interval(const stats::Snapshot& snapshot) = 0;
  virtual void runEnded(const stats::Snapshot& final_snapshot) = 0;
  // Figures that came after the end are in it.
  virtual void runAmended(const stats::Snapshot& final_snapshot) = 0;
};

class OutputTicker {
 public:
  static constexpr base::Duration kInterval = std::chrono::seconds(3);

  OutputTicker(const base::Clock& clock, runner::RunBoard& board, RunAudience& audience);
  ~OutputTicker();  // waits for the board to be closed
  OutputTicker(const OutputTicker&) = delete;
  OutputTicker& operator=(const OutputTicker&) = delete;

 private:
  void run();
  void handle(const runner::RunEvent& event);

  const base::Clock& clock_;
  runner::RunBoard& board_;
  RunAudience& audience_;
  bool in_run_ = false;
  base::TimePoint next_{};
  std::thread thread_;
};

}  // namespace hrp::cli
