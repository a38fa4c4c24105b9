#include "hrp/stats/snapshot.hpp"

namespace hrp::stats {

std::string_view toString(EndReason reason) {
  switch (reason) {
    case EndReason::kNone:
      return "none";
    case EndReason::kLoopCount:
      return "loop-count";
    case EndReason::kRunTime:
      return "run-time";
    case EndReason::kStop:
      return "stop";
    case EndReason::kQuit:
      return "quit";
    case EndReason::kSignal:
      return "signal";
    case EndReason::kNoWorkers:
      return "no-workers";
    case EndReason::kError:
      return "error";
    case EndReason::kThreshold:
      return "threshold";
  }
  return "unknown";
}

}  // namespace hrp::stats
