#pragma once
// Threshold: one line of what a run has to hold, as users write it:
//
//   [ROWS:] [ok|failed] METRIC OP VALUE [over TIME] [from TIME] [for TIME] [, stop [after TIME]]
//
//   p95 < 300ms
//   get token: p99 < 500ms
//   checkout*: failures < 1% over 30s from 1m, stop after 20s
//
// docs/thresholds.md is the reference. A value type; parsing is pure. Which rows it looks at is
// decided by bindThreshold() (known_rows.hpp), before the first request.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::judge {

inline constexpr std::size_t kMaxThresholds = 100;  // of a run
inline constexpr std::size_t kMaxThresholdBytes = 1'024;
inline constexpr std::uint32_t kMaxClauseSeconds = 7 * 24 * 3600;

enum class Metric : std::uint8_t {
  kMin,
  kMean,
  kPercentile,
  kMax,
  kFailures,
  kRps,
  kPassedTransactions,
  kDropped,
  kLate,
  kResent,
  kAborted
};
enum class Outcome : std::uint8_t { kAll, kPassed, kFailed };  // of the requests that are timed
enum class Unit : std::uint8_t { kMicroseconds, kCount, kShare, kPerSecond };
enum class Comparison : std::uint8_t { kBelow, kAtMost, kAbove, kAtLeast, kEqual };

struct Threshold {
  std::string text;     // as written, without blanks around it
  std::string place{};  // where it stands, for messages: "--threshold", "thresholds[2]"
  std::string pattern;  // of its rows, `*` for anything; empty: the whole run
  // Of rows that contain others (transactions, testcases, waits) instead of requests; set by
  // bindThreshold().
  bool containers = false;
  Outcome outcome = Outcome::kAll;
  Metric metric = Metric::kPercentile;
  double percentile = 0;  // 0 to 100
  Comparison comparison = Comparison::kBelow;
  double bound = 0;  // microseconds, a count, a share from 0 to 1, or a rate a second
  Unit unit = Unit::kCount;
  std::uint32_t from_s = 0;  // what ended before is not looked at
  std::uint32_t over_s = 0;  // length of the sliding window; 0: the run so far
  std::uint32_t for_s = 0;   // broken for less in a row is not broken; 0: every second counts
  std::optional<std::uint32_t> stop_after_s{};  // ends the run when broken that long

  [[nodiscard]] bool isTime() const { return unit == Unit::kMicroseconds; }
  // The same judgement, however it is written.
  [[nodiscard]] bool sameAs(const Threshold& other) const;
  friend bool operator==(const Threshold&, const Threshold&) = default;
};
using Thresholds = std::vector<Threshold>;

// kInvalidArgument: names the text, the column of what is wrong, and in its hint the cure.
[[nodiscard]] base::Result<Threshold> parseThreshold(std::string_view text);

// A whole list; errors begin with `name` ("--threshold", "thresholds[2]"), and one that stands
// twice is one.
[[nodiscard]] base::Result<Thresholds> parseThresholds(const std::vector<std::string>& texts,
                                                       const std::string& name);

// `hrp run` knows nothing of seconds: what asks for them is an error.
[[nodiscard]] base::Result<> refuseTimes(const Threshold& threshold);

// Adds those of `more` that `into` does not have.
void join(Thresholds& into, const Thresholds& more);

}  // namespace hrp::judge
