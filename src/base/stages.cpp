#include "hrp/base/stages.hpp"

#include <algorithm>

namespace hrp::base {

Duration lengthOf(const Stages& stages) {
  Duration length{};
  for (const Stage& stage : stages) length += stage.length;
  return length;
}

double highestOf(const Stages& stages) {
  double highest = 0;
  for (const Stage& stage : stages) highest = std::max(highest, stage.target);
  return highest;
}

double valueAt(const Stages& stages, Duration since) {
  since = std::max(since, Duration::zero());
  double from = 0;
  for (const Stage& stage : stages) {
    if (since < stage.length) {
      const double part =
          static_cast<double>(since.count()) / static_cast<double>(stage.length.count());
      return from + (stage.target - from) * part;
    }
    since -= stage.length;
    from = stage.target;
  }
  return from;
}

Duration firstRiseOf(const Stages& stages) {
  Duration length{};
  double from = 0;
  for (const Stage& stage : stages) {
    if (stage.target <= from) break;
    length += stage.length;
    from = stage.target;
  }
  return length;
}

double risesOf(const Stages& stages) {
  double rises = 0;
  double from = 0;
  for (const Stage& stage : stages) {
    rises += std::max(0.0, stage.target - from);
    from = stage.target;
  }
  return rises;
}

Stages scaled(Stages stages, double factor) {
  for (Stage& stage : stages) stage.target *= factor;
  return stages;
}

}  // namespace hrp::base
