#pragma once
// Stages: a load that follows a line through given points: in each stage it goes, evenly, from
// where the one before ended (0 at the start) to the target. Of users, or of requests a second.
// Plain values and pure functions.

#include <vector>

#include "hrp/base/clock.hpp"

namespace hrp::base {

struct Stage {
  Duration length{};
  double target = 0;  // at its end
  friend bool operator==(const Stage&, const Stage&) = default;
};
using Stages = std::vector<Stage>;

[[nodiscard]] Duration lengthOf(const Stages& stages);
[[nodiscard]] double highestOf(const Stages& stages);
// After the last stage its target stays.
[[nodiscard]] double valueAt(const Stages& stages, Duration since);
// When the line stops rising for the first time.
[[nodiscard]] Duration firstRiseOf(const Stages& stages);
// All that the line ever rises, added up.
[[nodiscard]] double risesOf(const Stages& stages);
// The same line, every target `factor` times as high.
[[nodiscard]] Stages scaled(Stages stages, double factor);

}  // namespace hrp::base
