#include "hrp/stats/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hrp::stats {
namespace {

constexpr std::uint64_t kSubBuckets = std::uint64_t{1} << Histogram::kSubBucketBits;

std::uint64_t middleOf(std::size_t bucket) {
  const std::uint64_t lowest = Histogram::lowestOf(bucket);
  return lowest + (Histogram::highestOf(bucket) - lowest) / 2;
}

// Is `sum` possible for `count` values between `min` and `max`? An overflowing upper bound allows
// every sum; an overflowing lower bound allows none.
bool sumIsPossible(std::uint64_t sum, std::uint64_t count, std::uint64_t min, std::uint64_t max) {
  std::uint64_t bound = 0;
  if (__builtin_mul_overflow(count, min, &bound) || sum < bound) return false;
  return __builtin_mul_overflow(count, max, &bound) || sum <= bound;
}

}  // namespace

std::size_t Histogram::bucketOf(std::uint64_t value_us) {
  const std::uint64_t value = std::min(value_us, kMaxTrackable);
  if (value < kSubBuckets) return static_cast<std::size_t>(value);
  const int shift = static_cast<int>(std::bit_width(value)) - 1 - kSubBucketBits;
  // value >> shift lies in [64, 128), so group 0 continues exactly where the unit buckets end.
  return static_cast<std::size_t>((value >> shift) +
                                  (static_cast<std::uint64_t>(shift) << kSubBucketBits));
}

std::uint64_t Histogram::lowestOf(std::size_t bucket) {
  if (bucket < 2 * kSubBuckets) return bucket;
  const std::size_t shift = (bucket >> kSubBucketBits) - 1;
  return (kSubBuckets + (bucket & (kSubBuckets - 1))) << shift;
}

std::uint64_t Histogram::highestOf(std::size_t bucket) {
  return lowestOf(bucket + 1) - 1;
}

void Histogram::record(std::uint64_t value_us, std::uint64_t times) {
  if (times == 0) return;
  const std::size_t bucket = bucketOf(value_us);
  // Rare, and last, so that the usual way keeps nothing for after it.
  if (bucket >= counts_.size()) return recordBeyond(bucket, value_us, times);
  counts_[bucket] += times;
  count_ += times;
  sum_ += value_us * times;
  min_ = std::min(min_, value_us);
  max_ = std::max(max_, value_us);
}

void Histogram::recordBeyond(std::size_t bucket, std::uint64_t value_us, std::uint64_t times) {
  counts_.resize(bucket + 1);
  record(value_us, times);
}

// A run with many rows merges thousands of these each second, most of them narrow: only the buckets
// in use are touched, which are those of min_ to the last one.
void Histogram::merge(const Histogram& other) {
  if (other.count_ == 0) return;
  if (count_ == 0) {
    *this = other;
    return;
  }
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = bucketOf(other.min_); i < other.counts_.size(); ++i) {
    counts_[i] += other.counts_[i];
  }
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

void Histogram::clear() {
  counts_.clear();  // keeps the capacity for the next interval
  count_ = 0;
  sum_ = 0;
  min_ = UINT64_MAX;
  max_ = 0;
}

double Histogram::mean() const {
  return count_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

std::uint64_t Histogram::valueAt(double quantile) const {
  if (count_ == 0) return 0;
  if (!(quantile > 0)) return min_;  // also NaN
  if (quantile >= 1) return max_;
  // 0.07 * 100 is a little more than 7 in binary; without the factor it would ask for the 8th.
  const double wanted = std::ceil(quantile * static_cast<double>(count_) * (1 - 1e-12));
  const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen >= rank) return std::clamp(middleOf(bucket), min_, max_);
  }
  return max_;
}

std::uint64_t Histogram::countAtMost(std::uint64_t value_us) const {
  // A bucket counts when its middle is at most the value. The rule must not look at min and max:
  // they move, and a cumulative count that Prometheus reads must never go down.
  std::uint64_t counted = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    if (middleOf(bucket) > value_us) break;
    counted += counts_[bucket];
  }
  return counted;
}

bool Histogram::assemble(std::vector<std::uint64_t> buckets, std::uint64_t sum, std::uint64_t min,
                         std::uint64_t max, Histogram& out) {
  if (buckets.size() > kBucketCount) return false;
  while (!buckets.empty() && buckets.back() == 0) buckets.pop_back();
  if (buckets.empty()) {
    if (sum != 0 || max != 0 || (min != 0 && min != UINT64_MAX)) return false;
    out = Histogram();
    return true;
  }
  std::uint64_t count = 0;
  for (const std::uint64_t value : buckets) {
    if (__builtin_add_overflow(count, value, &count)) return false;
  }
  const auto first = std::find_if(buckets.begin(), buckets.end(), [](auto n) { return n != 0; });
  const auto lowest = static_cast<std::size_t>(first - buckets.begin());
  if (min > max || bucketOf(min) != lowest || bucketOf(max) != buckets.size() - 1) return false;
  if (!sumIsPossible(sum, count, min, max)) return false;
  out.counts_ = std::move(buckets);
  out.count_ = count;
  out.sum_ = sum;
  out.min_ = min;
  out.max_ = max;
  return true;
}

bool Histogram::fit(const Parts& parts) {
  if (parts.buckets.empty()) return parts.sum == 0 && parts.max == 0;
  const std::size_t last = parts.buckets.back().index;
  if (last >= kBucketCount || parts.min > parts.max || bucketOf(parts.max) != last ||
      bucketOf(parts.min) != parts.buckets.front().index) {
    return false;
  }
  std::uint64_t count = 0;
  std::size_t next = 0;
  for (const Bucket& bucket : parts.buckets) {
    if (bucket.index < next || bucket.count == 0) return false;
    if (__builtin_add_overflow(count, bucket.count, &count)) return false;
    next = std::size_t{bucket.index} + 1;
  }
  return sumIsPossible(parts.sum, count, parts.min, parts.max);
}

bool Histogram::add(const Parts& parts) {
  if (!fit(parts)) return false;
  if (parts.buckets.empty()) return true;
  std::uint64_t count = count_;
  for (const Bucket& bucket : parts.buckets) {
    if (__builtin_add_overflow(count, bucket.count, &count)) return false;
  }
  const std::size_t last = parts.buckets.back().index;
  if (last >= counts_.size()) counts_.resize(last + 1);
  for (const Bucket& bucket : parts.buckets) counts_[bucket.index] += bucket.count;
  count_ = count;
  sum_ += parts.sum;
  min_ = std::min(min_, parts.min);
  max_ = std::max(max_, parts.max);
  return true;
}

}  // namespace hrp::stats
