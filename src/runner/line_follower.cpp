#include "hrp/runner/line_follower.hpp"

#include <algorithm>
#include <cmath>

namespace hrp::runner {

std::int64_t usersAt(const base::Stages& stages, const Turn& turn, base::Duration since) {
  // The small subtraction keeps a line that reaches 100 from asking for a 101st user.
  const auto all = static_cast<std::int64_t>(std::ceil(base::valueAt(stages, since) - 1e-6));
  const std::int64_t index = turn.index;
  const std::int64_t count = std::max<std::int64_t>(1, turn.count);
  return all <= index ? 0 : (all - index - 1) / count + 1;
}

void LineFollower::follow(const UserLine& line, base::TimePoint run_start) {
  from_ = on() ? std::min(from_, run_start) : run_start;
  line_ = line;
  started_ = 0;
}

bool LineFollower::rising(base::TimePoint now) const {
  return on() && since(now) < base::firstRiseOf(line_.stages);
}

LineStep LineFollower::step(std::int64_t held, base::TimePoint now) {
  LineStep step;
  if (!on()) return step;
  // Users that come until the next step are ordered now, so that they start in time.
  const std::int64_t ahead = usersAt(line_.stages, line_.turn, since(now) + kInterval);
  const std::int64_t present = usersAt(line_.stages, line_.turn, since(now));
  const std::int64_t more = std::max(ahead, present) - held;
  if (more <= 0) {
    step.remove = held - std::max(ahead, present);
    return step;
  }
  const std::int64_t stride = std::max<std::int64_t>(1, line_.turn.count);
  step.start = engine::SpawnGroup{
      .count = more,
      .first = 0,
      .stride = stride,
      .rate_per_s =
          static_cast<double>(more * stride) / std::chrono::duration<double>(kInterval).count(),
      .first_user_id = line_.first_user_id + line_.turn.index + started_ * stride,
      .iterations = 0};
  started_ += more;
  return step;
}

}  // namespace hrp::runner
