#include "engine/pace/spawn_schedule.hpp"

#include <algorithm>
#include <cmath>

#include "hrp/base/assert.hpp"

namespace hrp::engine {

std::int64_t Lane::firstUser() const {
  return ((index - offset) % count + count) % count;
}

std::int64_t Lane::share(std::int64_t users) const {
  const std::int64_t first = firstUser();
  return first >= users ? 0 : (users - first - 1) / count + 1;
}

void SpawnSchedule::add(const SpawnGroup& group, base::TimePoint ordered_at, const Lane& lane) {
  const std::int64_t share = lane.share(group.count);
  if (share <= 0) return;
  entries_.push_back(Entry{group, ordered_at, lane.firstUser(), lane.count, share});
  pending_ += share;
}

base::TimePoint SpawnSchedule::dueOf(const Entry& entry) {
  if (entry.group.rate_per_s <= 0) return entry.ordered_at;
  const double turn = static_cast<double>(entry.group.first + entry.next * entry.group.stride);
  const double nanoseconds = std::max(0.0, turn) / entry.group.rate_per_s * 1e9;
  return entry.ordered_at + base::Duration(std::llround(nanoseconds));
}

const SpawnSchedule::Entry* SpawnSchedule::earliest() const {
  const Entry* best = nullptr;
  for (const Entry& entry : entries_) {
    if (best == nullptr || dueOf(entry) < dueOf(*best)) best = &entry;
  }
  return best;
}

std::optional<base::TimePoint> SpawnSchedule::nextDue() const {
  const Entry* entry = earliest();
  if (entry == nullptr) return std::nullopt;
  return dueOf(*entry);
}

UserOrder SpawnSchedule::takeNext() {
  HRP_ASSERT(pending_ > 0);
  Entry& entry = entries_[static_cast<std::size_t>(earliest() - entries_.data())];
  UserOrder order{dueOf(entry), entry.group.first_user_id + entry.next * entry.group.stride, {}};
  if (entry.group.iterations > 0) {
    const std::int64_t each = entry.group.iterations / entry.group.count;
    order.iterations = each + (entry.next < entry.group.iterations % entry.group.count ? 1 : 0);
  }
  entry.next += entry.step;
  --pending_;
  if (--entry.left == 0) entries_.erase(entries_.begin() + (&entry - entries_.data()));
  return order;
}

void SpawnSchedule::postpone(base::Duration time) {
  for (Entry& entry : entries_) entry.ordered_at += time;
}

std::int64_t SpawnSchedule::drop(std::int64_t count) {
  std::int64_t dropped = 0;
  while (dropped < count && !entries_.empty()) {
    Entry& last = entries_.back();
    const std::int64_t part = std::min(count - dropped, last.left);
    last.left -= part;
    dropped += part;
    if (last.left == 0) entries_.pop_back();
  }
  pending_ -= dropped;
  return dropped;
}

}  // namespace hrp::engine
