#include "engine/threads/lag_probe.hpp"

#include <utility>

#include "hrp/base/microseconds.hpp"

namespace hrp::engine {

void LagProbe::start() {
  if (!armed()) loop_.arm(*this, loop_.now() + kPeriod);
}

void LagProbe::stop() {
  if (armed()) loop_.cancel(*this);
}

void LagProbe::onTimer() {
  const base::TimePoint now = loop_.clock().now();
  base::TimePoint moment = due();
  for (int left = kMostMoments; left > 0 && moment <= now; --left, moment += kPeriod) {
    lag_.record(base::microseconds(now - moment));
  }
  loop_.arm(*this, moment > now ? moment : now + kPeriod);
}

stats::Histogram LagProbe::take() {
  return std::exchange(lag_, stats::Histogram());
}

}  // namespace hrp::engine
