#pragma once
// NumberRanges: a set of numbers kept as ranges that do not touch each other. A value type; every
// method takes time that grows with the ranges it touches (and the logarithm of all).

#include <cstdint>
#include <map>
#include <vector>

namespace hrp::base {

class NumberRanges {
 public:
  struct Range {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    friend bool operator==(const Range&, const Range&) = default;
  };

  void add(Range range);
  void subtract(Range range);
  void add(const NumberRanges& other);
  void subtract(const NumberRanges& other);
  // What is in both.
  [[nodiscard]] NumberRanges common(const NumberRanges& other) const;
  // At most `most` numbers from the lowest range, and none from `bound` on; count 0: there are
  // none.
  [[nodiscard]] Range takeLowest(std::uint64_t most, std::uint64_t bound = UINT64_MAX);

  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::size_t pieces() const { return ranges_.size(); }
  [[nodiscard]] std::uint64_t lowest() const { return ranges_.begin()->first; }  // not when empty
  [[nodiscard]] bool contains(std::uint64_t number) const;
  [[nodiscard]] std::vector<Range> list() const;
  friend bool operator==(const NumberRanges&, const NumberRanges&) = default;

 private:
  std::map<std::uint64_t, std::uint64_t> ranges_;  // first → one past the last
  std::uint64_t count_ = 0;
};

}  // namespace hrp::base
