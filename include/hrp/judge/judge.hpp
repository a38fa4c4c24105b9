#pragma once
// Judge: holds the thresholds of one run against its merged figures, second by second. Pure: it is
// told which seconds are over and has no clock. Owned by whoever merges the figures (RunBoard); one
// owner, one thread.
//
//   add … close … ending? … add … close …   end   figures   (add … figures: figures that came late)
//
// A second is judged by what is counted when it is closed; the verdict at the end is over all that
// has come. Memory: per threshold the run so far, and up to 121 stretches for its window, each with
// one histogram at most.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "hrp/base/clock.hpp"
#include "hrp/judge/threshold.hpp"
#include "hrp/stats/slice.hpp"
#include "hrp/stats/threshold_figure.hpp"

namespace hrp::judge {

class Judge {
 public:
  explicit Judge(Thresholds thresholds = {});  // bound (known_rows.hpp)
  ~Judge();
  Judge(Judge&&) noexcept;
  Judge& operator=(Judge&&) noexcept;

  // A slice of that second of the run, of whichever part of the fleet.
  void add(std::uint32_t second, const stats::Slice& slice);
  // Every second before `second` is over. True: at least one was not known to be.
  bool close(std::uint32_t second);
  // Why the run is to end now, when a threshold with `stop` says so; told once.
  [[nodiscard]] std::optional<std::string> ending();
  // No request starts any more since `load` after the start.
  void end(base::Duration load);

  // In the order of the thresholds; before end() as if the run ended now.
  [[nodiscard]] stats::ThresholdFigures figures() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The worst of all decides: one that ended the run, one that is not met, one that is unclear.
enum class Decision : std::uint8_t { kMet, kUnclear, kNotMet, kEndedRun };
[[nodiscard]] Decision decisionOf(const stats::ThresholdFigures& figures);

}  // namespace hrp::judge
