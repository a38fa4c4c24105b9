#include "engine/slice_mailbox.hpp"

#include <algorithm>
#include <utility>

namespace hrp::engine {

void SliceMailbox::reset(std::size_t threads) {
  const std::scoped_lock lock(mutex_);
  marks_.assign(threads, ThreadMark{});
  seconds_.clear();
}

void SliceMailbox::merge(std::uint32_t second, stats::Slice slice) {
  if (slice.empty()) return;
  const auto [at, first] = seconds_.try_emplace(second);
  if (first) {
    at->second = std::move(slice);
  } else {
    at->second.merge(slice);
  }
  if (seconds_.size() <= kMaxSeconds) return;
  const auto oldest = seconds_.begin();
  const auto kept = std::next(oldest);
  kept->second.merge(oldest->second);
  seconds_.erase(oldest);
}

void SliceMailbox::deliverSecond(std::size_t thread, std::uint32_t second, stats::Slice slice) {
  const std::scoped_lock lock(mutex_);
  merge(second, std::move(slice));
  marks_[thread].passed = second + 1;
}

void SliceMailbox::deliverLast(std::size_t thread, std::uint32_t second, stats::Slice slice) {
  const std::scoped_lock lock(mutex_);
  merge(second, std::move(slice));
  marks_[thread].idle = true;
}

void SliceMailbox::setBusy(std::size_t thread) {
  const std::scoped_lock lock(mutex_);
  marks_[thread].idle = false;
}

bool SliceMailbox::allIdle() const {
  const std::scoped_lock lock(mutex_);
  return std::all_of(marks_.begin(), marks_.end(),
                     [](const ThreadMark& mark) { return mark.idle; });
}

std::vector<NumberedSlice> SliceMailbox::take(bool everything) {
  const std::scoped_lock lock(mutex_);
  auto end = seconds_.end();
  if (!everything) {
    std::uint32_t complete = UINT32_MAX;
    for (const ThreadMark& mark : marks_) complete = std::min(complete, mark.passed);
    end = seconds_.lower_bound(complete);
  }
  std::vector<NumberedSlice> taken;
  for (auto it = seconds_.begin(); it != end; ++it) {
    taken.push_back(NumberedSlice{it->first, std::move(it->second)});
  }
  seconds_.erase(seconds_.begin(), end);
  return taken;
}

}  // namespace hrp::engine
