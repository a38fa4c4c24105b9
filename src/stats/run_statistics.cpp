#include "hrp/stats/run_statistics.hpp"

#include <utility>

namespace hrp::stats {

void RunStatistics::add(std::uint32_t second, const Slice& slice) {
  total_.merge(slice);
  recent_.merge(slice);
  while (second / point_seconds_ >= kMaxTimeline) halveTimeline();
  const std::size_t index = second / point_seconds_;
  while (timeline_.size() <= index) {
    TimelinePoint point;
    point.first_second = static_cast<std::uint32_t>(timeline_.size()) * point_seconds_;
    point.seconds = point_seconds_;
    timeline_.push_back(std::move(point));
  }
  timeline_[index].latency.merge(totalOf(slice).latency);
}

Slice RunStatistics::takeRecent() {
  return std::exchange(recent_, Slice());
}

void RunStatistics::halveTimeline() {
  std::deque<TimelinePoint> wider;
  for (TimelinePoint& point : timeline_) {
    // A point with an even index opens a pair; the odd one after it is added to it.
    if ((point.first_second / point_seconds_) % 2 == 0) {
      wider.push_back(std::move(point));
      wider.back().seconds = point_seconds_ * 2;
      continue;
    }
    wider.back().latency.merge(point.latency);
  }
  timeline_ = std::move(wider);
  point_seconds_ *= 2;
}

}  // namespace hrp::stats
