#pragma once
// RunStatistics: collects the slices of one run and gives totals, recent intervals and the
// timeline. Slices are numbered from the start of the run (slice n covers second n..n+1 by the
// sender's monotonic clock). Memory is bounded: past kMaxTimeline slices neighbours are merged in
// pairs, so an hour-long run keeps fewer, wider slices.
//
// One owner, one thread.

#include <cstdint>
#include <deque>

#include "hrp/base/clock.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::stats {

class RunStatistics {
 public:
  static constexpr std::size_t kMaxTimeline = 1'200;

  struct TimelinePoint {
    std::uint32_t first_second = 0;
    std::uint32_t seconds = 1;
    OutcomeTimes latency;  // of all rows in the total
  };

  void add(std::uint32_t second, const Slice& slice);

  [[nodiscard]] const Slice& total() const { return total_; }
  // What was added since the last call.
  [[nodiscard]] Slice takeRecent();
  [[nodiscard]] const std::deque<TimelinePoint>& timeline() const { return timeline_; }

 private:
  void halveTimeline();
  Slice total_;
  Slice recent_;
  std::deque<TimelinePoint> timeline_;
  std::uint32_t point_seconds_ = 1;
};

}  // namespace hrp::stats
