#pragma once
// Output: something that shows or stores the figures of a run (console, Prometheus, files). The
// ticker thread that owns the outputs calls every method, never concurrently; an output that has to
// wait for a network does so in a thread of its own and never blocks its caller.

#include "hrp/stats/snapshot.hpp"

namespace hrp::outputs {

class Output {
 public:
  virtual ~Output() = default;
  virtual void onRunStarted(const stats::Snapshot&) {}
  virtual void onSnapshot(const stats::Snapshot& snapshot) = 0;  // every interval (3 s)
  virtual void onRunEnded(const stats::Snapshot& final_snapshot) = 0;
};

}  // namespace hrp::outputs
