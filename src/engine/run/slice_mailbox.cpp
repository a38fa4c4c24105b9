#include "engine/run/slice_mailbox.hpp"

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

std::uint64_t SliceMailbox::commonCut() const {
  std::uint64_t cut = UINT64_MAX;
  for (const ThreadMark& mark : marks_) cut = std::min(cut, mark.cut);
  return cut;
}

bool SliceMailbox::deliver(std::size_t thread, std::uint64_t cut, std::uint32_t second,
                           stats::Slice slice) {
  const std::scoped_lock lock(mutex_);
  merge(second, std::move(slice));
  const std::uint64_t before = commonCut();
  marks_[thread].cut = cut;
  return commonCut() > before;
}

void SliceMailbox::deliverLast(std::size_t thread, std::uint64_t orders, std::uint32_t second,
                               stats::Slice slice) {
  const std::scoped_lock lock(mutex_);
  merge(second, std::move(slice));
  marks_[thread].idle_after = orders;
}

void SliceMailbox::setBusy(std::size_t thread) {
  const std::scoped_lock lock(mutex_);
  ++marks_[thread].orders;
}

bool SliceMailbox::allIdle() const {
  const std::scoped_lock lock(mutex_);
  return std::all_of(marks_.begin(), marks_.end(),
                     [](const ThreadMark& mark) { return mark.idle_after == mark.orders; });
}

std::vector<NumberedSlice> SliceMailbox::take() {
  const std::scoped_lock lock(mutex_);
  std::vector<NumberedSlice> taken;
  taken.reserve(seconds_.size());
  for (auto& [second, slice] : seconds_) taken.push_back({second, std::move(slice)});
  seconds_.clear();
  return taken;
}

}  // namespace hrp::engine
