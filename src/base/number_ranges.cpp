#include "hrp/base/number_ranges.hpp"

#include <algorithm>
#include <iterator>

namespace hrp::base {

void NumberRanges::add(Range range) {
  // A range that would pass the largest number ends there.
  range.count = std::min(range.count, UINT64_MAX - range.first);
  if (range.count == 0) return;
  std::uint64_t first = range.first;
  std::uint64_t end = range.first + range.count;
  auto it = ranges_.upper_bound(first);
  if (it != ranges_.begin() && std::prev(it)->second >= first) --it;
  while (it != ranges_.end() && it->first <= end) {
    first = std::min(first, it->first);
    end = std::max(end, it->second);
    count_ -= it->second - it->first;
    it = ranges_.erase(it);
  }
  ranges_.emplace(first, end);
  count_ += end - first;
}

void NumberRanges::subtract(Range range) {
  range.count = std::min(range.count, UINT64_MAX - range.first);
  if (range.count == 0) return;
  const std::uint64_t end = range.first + range.count;
  auto it = ranges_.upper_bound(range.first);
  if (it != ranges_.begin() && std::prev(it)->second > range.first) --it;
  while (it != ranges_.end() && it->first < end) {
    const auto [from, to] = *it;
    count_ -= to - from;
    it = ranges_.erase(it);
    if (from < range.first) {
      ranges_.emplace(from, range.first);
      count_ += range.first - from;
    }
    if (to > end) {
      ranges_.emplace(end, to);
      count_ += to - end;
    }
  }
}

void NumberRanges::add(const NumberRanges& other) {
  for (const Range& range : other.list()) add(range);
}

void NumberRanges::subtract(const NumberRanges& other) {
  for (const Range& range : other.list()) subtract(range);
}

NumberRanges NumberRanges::common(const NumberRanges& other) const {
  NumberRanges both;
  auto mine = ranges_.begin();
  auto theirs = other.ranges_.begin();
  while (mine != ranges_.end() && theirs != other.ranges_.end()) {
    const std::uint64_t from = std::max(mine->first, theirs->first);
    const std::uint64_t to = std::min(mine->second, theirs->second);
    if (from < to) both.add({from, to - from});
    ++(mine->second < theirs->second ? mine : theirs);
  }
  return both;
}

NumberRanges::Range NumberRanges::takeLowest(std::uint64_t most, std::uint64_t bound) {
  if (ranges_.empty() || lowest() >= bound) return {};
  const auto [first, end] = *ranges_.begin();
  const Range taken{first, std::min({most, end - first, bound - first})};
  subtract(taken);
  return taken;
}

bool NumberRanges::contains(std::uint64_t number) const {
  const auto after = ranges_.upper_bound(number);
  return after != ranges_.begin() && std::prev(after)->second > number;
}

std::vector<NumberRanges::Range> NumberRanges::list() const {
  std::vector<Range> all;
  all.reserve(ranges_.size());
  for (const auto& [first, end] : ranges_) all.push_back({first, end - first});
  return all;
}

}  // namespace hrp::base
