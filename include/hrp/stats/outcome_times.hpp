#pragma once
// OutcomeTimes: how long the requests of a row took, those that passed apart from those that
// failed: a refused connection is over in no time, and a timeout says how long hrp waited. The
// times of all are the merge of both, so a sample is written once, into one histogram.
//
// A value type that merges, as all statistics do; one owner, one thread. Times in µs.

#include <cstdint>

#include "hrp/stats/histogram.hpp"

namespace hrp::stats {

struct OutcomeTimes {
  Histogram passed;
  Histogram failed;

  [[nodiscard]] std::uint64_t count() const { return passed.count() + failed.count(); }
  [[nodiscard]] Histogram all() const {
    Histogram times = passed;
    times.merge(failed);
    return times;
  }
  void merge(const OutcomeTimes& other) {
    passed.merge(other.passed);
    failed.merge(other.failed);
  }
  // Forgets everything and keeps the memory.
  void clear() {
    passed.clear();
    failed.clear();
  }
  friend bool operator==(const OutcomeTimes&, const OutcomeTimes&) = default;
};

}  // namespace hrp::stats
