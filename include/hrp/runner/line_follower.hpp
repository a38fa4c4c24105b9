#pragma once
// LineFollower: keeps the users of one worker on the line of --stages. Every worker follows the
// line by itself and only knows its turn, so nobody steers while the run goes on, and the shape is
// the same for any number of workers. Pure; one owner, one thread.

#include <cstdint>
#include <optional>

#include "hrp/engine/load_engine.hpp"

namespace hrp::runner {

// User k over the fleet (from 0) runs while the line is above k, on worker k mod count.
struct Turn {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
  friend bool operator==(const Turn&, const Turn&) = default;
};

// How many users of the turn are to run.
[[nodiscard]] std::int64_t usersAt(const base::Stages& stages, const Turn& turn,
                                   base::Duration since);

struct UserLine {
  base::Stages stages{};  // of users over the fleet
  Turn turn{};
  // Users that start from now on have the numbers first_user_id + index + n × count.
  std::int64_t first_user_id = 1;
};

// What has to change: users that start, spread until the next step, or users to be removed.
struct LineStep {
  std::optional<engine::SpawnGroup> start{};
  std::int64_t remove = 0;
};

class LineFollower {
 public:
  // step() is to be called about as often as this.
  static constexpr base::Duration kInterval = std::chrono::milliseconds(50);

  // A line for a run that began at `run_start`; a later one changes the turn. The line of a run
  // always counts from the earliest start that was said, for news come late but never early.
  void follow(const UserLine& line, base::TimePoint run_start);
  [[nodiscard]] bool on() const { return !line_.stages.empty(); }
  // Until the line stops rising for the first time.
  [[nodiscard]] bool rising(base::TimePoint now) const;
  [[nodiscard]] base::Duration since(base::TimePoint now) const { return now - from_; }
  // From `held` users to those of the line.
  [[nodiscard]] LineStep step(std::int64_t held, base::TimePoint now);

 private:
  UserLine line_;
  base::TimePoint from_{};
  std::int64_t started_ = 0;  // with the present first_user_id
};

}  // namespace hrp::runner
