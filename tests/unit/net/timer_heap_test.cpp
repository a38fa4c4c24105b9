#include "net/timer_heap.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "hrp/base/random.hpp"

namespace hrp::net {
namespace {

using base::TimePoint;
using std::chrono::nanoseconds;

// Pushes, moves and removes at random, and compares with a sorted list.
TEST(TimerHeapTest, KeepsTheEarliestOnTop) {
  constexpr std::size_t kTimers = 200;
  base::Random random(7);
  TimerHeap heap;
  std::vector<std::uint32_t> places(kTimers, 0);
  std::vector<std::int64_t> dues(kTimers, -1);  // -1: not in the heap
  for (int round = 0; round < 50'000; ++round) {
    const auto at = static_cast<std::size_t>(random.below(kTimers));
    const auto due = static_cast<std::int64_t>(random.below(1000));
    if (dues[at] < 0) {
      heap.push({TimePoint(nanoseconds(due)), nullptr, &places[at]});
      dues[at] = due;
    } else if (random.below(2) == 0) {
      heap.update(places[at], TimePoint(nanoseconds(due)));
      dues[at] = due;
    } else {
      heap.remove(places[at]);
      dues[at] = -1;
    }
    std::int64_t earliest = INT64_MAX;
    for (const std::int64_t known : dues) {
      if (known >= 0) earliest = std::min(earliest, known);
    }
    ASSERT_EQ(heap.empty(), earliest == INT64_MAX);
    if (heap.empty()) continue;
    ASSERT_EQ(heap.top().due.time_since_epoch().count(), earliest);
  }
  for (std::size_t i = 0; i < kTimers; ++i) {
    if (dues[i] < 0) continue;
    EXPECT_EQ(heap.entries()[places[i]].index, &places[i]);
  }
}

}  // namespace
}  // namespace hrp::net
