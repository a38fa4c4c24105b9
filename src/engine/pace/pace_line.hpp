#pragma once
// PaceLine: the rate of a PacePlan over time, and the times at which it lets something happen.
// Pure.
//
// The number of times that pass until a moment is the area under the rate: of constant pieces for a
// rate and its steps, of trapezoids for stages.

#include <cstdint>

#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

class PaceLine {
 public:
  PaceLine() = default;
  // The ramp and the stages of the plan count from `start`.
  PaceLine(PacePlan plan, base::TimePoint start);

  [[nodiscard]] bool limited() const;
  [[nodiscard]] const PacePlan& plan() const { return plan_; }
  [[nodiscard]] double rateAt(base::TimePoint time) const;  // per second
  // When `turns` more have passed; the far future when the rate never lets them.
  [[nodiscard]] base::TimePoint after(base::TimePoint from, double turns) const;
  // How many turns pass between two moments.
  [[nodiscard]] double turnsBetween(base::TimePoint from, base::TimePoint until) const;
  // The first turn at or after `until` in the row of turns that `next` belongs to; `passed` is
  // raised by those before it.
  [[nodiscard]] base::TimePoint skip(base::TimePoint next, base::TimePoint until,
                                     std::uint64_t& passed) const;

 private:
  [[nodiscard]] bool ramps() const;
  [[nodiscard]] base::TimePoint afterOnRamp(base::TimePoint from, double turns) const;
  [[nodiscard]] base::TimePoint afterOnStages(base::TimePoint from, double turns) const;
  [[nodiscard]] base::TimePoint endOfPiece(base::TimePoint time) const;

  PacePlan plan_;
  base::TimePoint start_{};
};

}  // namespace hrp::engine
