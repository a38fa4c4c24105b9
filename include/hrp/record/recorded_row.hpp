#pragma once
// RecordedRow: what was counted of one row in one second, as a run file has it: of its histograms
// only the buckets in use. A reader of hours adds the parts that it wants to the sums that it
// keeps, which takes a tenth of the time of making every second a stats::Row.
//
// A value type; the reader reuses one for all rows.

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hrp/stats/slice.hpp"

namespace hrp::record {

struct RecordedHistogram {
  std::vector<stats::Histogram::Bucket> buckets{};
  std::uint64_t sum = 0;
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  // The parts are known to fit each other; past 2⁶⁴ values nothing is added.
  void addTo(stats::Histogram& histogram) const;
  [[nodiscard]] std::uint64_t count() const;
  void clear();
};

class RecordedRow {
 public:
  // Those of a row in the order of the file.
  static constexpr std::size_t kHistograms = 11;
  enum Times : std::size_t {
    kPassed,
    kFailed,
    kServicePassed,
    kServiceFailed,
    kDns,
    kConnect,
    kTls,
    kFreshFirstByte,
    kFreshTotal,
    kKeptFirstByte,
    kKeptTotal
  };
  [[nodiscard]] static stats::Histogram& histogramOf(stats::Row& row, std::size_t which);
  [[nodiscard]] static const stats::Histogram& histogramOf(const stats::Row& row,
                                                           std::size_t which);

  std::uint32_t id = 0;  // of the row in its file, from 0
  std::array<RecordedHistogram, kHistograms> histograms{};
  stats::Row counts{};  // all else

  void addTo(stats::Row& row) const;
  void clear();
};

}  // namespace hrp::record
