#pragma once
// TimerHeap: the armed timers of one loop, a 4-ary min-heap over (due, slot of the timer). Every
// timer knows its place, so moving and removing one is O(log n) without a search.

#include <cstdint>
#include <vector>

#include "hrp/base/clock.hpp"

namespace hrp::net {

class Timer;

class TimerHeap {
 public:
  struct Entry {
    base::TimePoint due;
    Timer* timer;
    std::uint32_t* index;  // where the timer keeps its place
  };

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const Entry& top() const { return entries_.front(); }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

  void push(const Entry& entry);
  void update(std::uint32_t index, base::TimePoint due);
  void remove(std::uint32_t index);

 private:
  void place(std::size_t index, const Entry& entry);
  void siftUp(std::size_t index, const Entry& entry);
  void siftDown(std::size_t index, const Entry& entry);

  std::vector<Entry> entries_;
};

}  // namespace hrp::net
