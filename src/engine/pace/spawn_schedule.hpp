#pragma once
// SpawnSchedule: which users one engine thread starts, and when. Pure; one thread uses it.
//
// A group is dealt to lanes (the threads) user by user; a lane keeps a cursor over its part of each
// group, so a million pending users cost as much as one.

#include <cstdint>
#include <optional>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

// One of `count` equal parts of the users: those whose number plus `offset` is `index` modulo
// count.
struct Lane {
  std::int64_t index = 0;
  std::int64_t count = 1;
  std::int64_t offset = 0;
  // How many of `users` users belong to this lane.
  [[nodiscard]] std::int64_t share(std::int64_t users) const;
  [[nodiscard]] std::int64_t firstUser() const;
};

struct UserOrder {
  base::TimePoint due{};
  std::int64_t user_id = 1;
  std::optional<std::int64_t> iterations;  // empty: until stopped
};

class SpawnSchedule {
 public:
  void add(const SpawnGroup& group, base::TimePoint ordered_at, const Lane& lane);
  [[nodiscard]] std::int64_t pending() const { return pending_; }
  // When the next user starts; empty when none is pending.
  [[nodiscard]] std::optional<base::TimePoint> nextDue() const;
  [[nodiscard]] UserOrder takeNext();  // only when one is pending
  // Everybody who is pending starts so much later.
  void postpone(base::Duration time);
  // Forgets up to `count` pending users, the last ones first; gives how many it forgot.
  std::int64_t drop(std::int64_t count);

 private:
  struct Entry {
    SpawnGroup group;
    base::TimePoint ordered_at;
    std::int64_t next = 0;  // number within the group
    std::int64_t step = 1;
    std::int64_t left = 0;
  };
  [[nodiscard]] static base::TimePoint dueOf(const Entry& entry);
  [[nodiscard]] const Entry* earliest() const;

  std::vector<Entry> entries_;
  std::int64_t pending_ = 0;
};

}  // namespace hrp::engine
