#pragma once
// Histogram: a log-linear histogram of durations in microseconds (the idea of HdrHistogram,
// G. Tene). Values below 64 µs have a bucket each; above, every power of two is cut into 64 equal
// buckets, so a bucket is at most 1/64 of its value wide and the reported mid-point is within
// 0.8 %. Minimum, maximum, sum and count are exact. Values past kMaxTrackable are counted in the
// last bucket (the maximum stays exact). docs/statistics.md describes the layout.
//
// A value type of bounded size (kBucketCount counters, grown on demand to the highest bucket used).
// One owner, one thread; merge() adds another histogram, whoever recorded it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hrp::stats {

class Histogram {
 public:
  static constexpr int kSubBucketBits = 6;
  static constexpr std::uint64_t kMaxTrackable = (std::uint64_t{1} << 36) - 1;  // 19 hours
  static constexpr std::size_t kBucketCount = (36 - kSubBucketBits + 1) << kSubBucketBits;

  void record(std::uint64_t value_us) { record(value_us, 1); }
  void record(std::uint64_t value_us, std::uint64_t times);
  void merge(const Histogram& other);
  void clear();

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }
  [[nodiscard]] std::uint64_t min() const { return count_ == 0 ? 0 : min_; }
  [[nodiscard]] std::uint64_t max() const { return max_; }
  [[nodiscard]] double mean() const;

  // The value below or at which `quantile` (0..1) of the values lie; never below min() or above
  // max(); 0 when empty.
  [[nodiscard]] std::uint64_t valueAt(double quantile) const;

  // How many values are at most `value_us`, exact at bucket borders and else to within one bucket
  // (for cumulative Prometheus buckets: it never goes down as values are added).
  [[nodiscard]] std::uint64_t countAtMost(std::uint64_t value_us) const;

  [[nodiscard]] static std::size_t bucketOf(std::uint64_t value_us);
  [[nodiscard]] static std::uint64_t lowestOf(std::size_t bucket);   // inclusive
  [[nodiscard]] static std::uint64_t highestOf(std::size_t bucket);  // inclusive

  // The raw parts, for the wire and for tests.
  [[nodiscard]] std::span<const std::uint64_t> buckets() const { return counts_; }
  // Rebuilds a histogram from what buckets(), sum(), min() and max() gave. False when the parts
  // contradict each other (too many buckets, min above max, count of zero with a sum …); `out` is
  // then unchanged.
  [[nodiscard]] static bool assemble(std::vector<std::uint64_t> buckets, std::uint64_t sum,
                                     std::uint64_t min, std::uint64_t max, Histogram& out);

  // Adds the same parts, of which only the buckets in use are given, in rising order. False, and
  // nothing is added, when they contradict each other (do not fit).
  struct Bucket {
    std::uint32_t index = 0;
    std::uint64_t count = 0;
    friend bool operator==(const Bucket&, const Bucket&) = default;
  };
  struct Parts {
    std::span<const Bucket> buckets{};
    std::uint64_t sum = 0;
    std::uint64_t min = 0;
    std::uint64_t max = 0;
  };
  [[nodiscard]] static bool fit(const Parts& parts);
  [[nodiscard]] bool add(const Parts& parts);

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  [[gnu::noinline]] void recordBeyond(std::size_t bucket, std::uint64_t value_us,
                                      std::uint64_t times);

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t min_ = UINT64_MAX;
  std::uint64_t max_ = 0;
};

}  // namespace hrp::stats
