#include "net/timer_heap.hpp"

#include <algorithm>

#include "hrp/base/assert.hpp"

namespace hrp::net {
namespace {
constexpr std::size_t kArity = 4;
}

void TimerHeap::push(const Entry& entry) {
  entries_.push_back(entry);
  siftUp(entries_.size() - 1, entry);
}

void TimerHeap::update(std::uint32_t index, base::TimePoint due) {
  HRP_ASSERT(index < entries_.size());
  Entry entry = entries_[index];
  const bool earlier = due < entry.due;
  entry.due = due;
  if (earlier) {
    siftUp(index, entry);
  } else {
    siftDown(index, entry);
  }
}

void TimerHeap::remove(std::uint32_t index) {
  HRP_ASSERT(index < entries_.size());
  const Entry last = entries_.back();
  entries_.pop_back();
  if (index == entries_.size()) return;
  if (index > 0 && last.due < entries_[(index - 1) / kArity].due) {
    siftUp(index, last);
  } else {
    siftDown(index, last);
  }
}

void TimerHeap::place(std::size_t index, const Entry& entry) {
  entries_[index] = entry;
  *entry.index = static_cast<std::uint32_t>(index);
}

void TimerHeap::siftUp(std::size_t index, const Entry& entry) {
  while (index > 0) {
    const std::size_t parent = (index - 1) / kArity;
    if (entries_[parent].due <= entry.due) break;
    place(index, entries_[parent]);
    index = parent;
  }
  place(index, entry);
}

void TimerHeap::siftDown(std::size_t index, const Entry& entry) {
  const std::size_t count = entries_.size();
  for (;;) {
    const std::size_t first = index * kArity + 1;
    if (first >= count) break;
    std::size_t best = first;
    const std::size_t end = std::min(first + kArity, count);
    for (std::size_t child = first + 1; child < end; ++child) {
      if (entries_[child].due < entries_[best].due) best = child;
    }
    if (entry.due <= entries_[best].due) break;
    place(index, entries_[best]);
    index = best;
  }
  place(index, entry);
}

}  // namespace hrp::net
