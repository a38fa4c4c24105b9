#include "hrp/record/second_queue.hpp"

#include <algorithm>
#include <utility>

namespace hrp::record {

void SecondQueue::start(base::TimePoint now) {
  started_ = now;
  pending_.clear();
  moment_ = FleetMoment();
  next_ = 0;
}

void SecondQueue::add(std::uint32_t second, const stats::Slice& slice) {
  pending_[second].merge(slice);
}

std::vector<SecondPart> SecondQueue::takeRipe(base::TimePoint now) {
  const auto over = std::chrono::floor<std::chrono::seconds>(now - started_ - kPatience).count();
  return takeUntil(static_cast<std::uint32_t>(std::clamp<std::int64_t>(over, 0, UINT32_MAX)));
}

std::vector<SecondPart> SecondQueue::takeAll() {
  std::uint32_t end = next_;
  if (!pending_.empty()) end = std::max(end, pending_.rbegin()->first + 1);
  return takeUntil(end);
}

std::vector<SecondPart> SecondQueue::takeUntil(std::uint32_t end) {
  std::vector<SecondPart> parts;
  auto entry = pending_.begin();
  for (; entry != pending_.end() && entry->first < next_; ++entry) {
    parts.push_back({entry->first, std::move(entry->second), std::nullopt});
  }
  for (; next_ < end; ++next_) {
    const bool is_here = entry != pending_.end() && entry->first == next_;
    parts.push_back({next_, is_here ? std::move(entry->second) : stats::Slice(), moment_});
    if (is_here) ++entry;
  }
  pending_.erase(pending_.begin(), entry);
  return parts;
}

}  // namespace hrp::record
