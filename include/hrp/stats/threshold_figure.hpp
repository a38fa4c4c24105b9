#pragma once
// ThresholdFigure: how a threshold of a run stands, in figures and in words, as every output shows
// it: while the run goes on as it would be if the run ended now, in the last snapshot for good. The
// room `judge` makes them; docs/thresholds.md says what they mean.
//
// Plain values, bounded: texts by what a threshold may be long, spans by kMaxBrokenSpans.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hrp::stats {

enum class Verdict : std::uint8_t { kMet, kNotMet, kUnclear };
[[nodiscard]] std::string_view toString(Verdict verdict);  // "met", "not met", "unclear"

inline constexpr std::size_t kMaxBrokenSpans = 50;  // of one threshold; later ones only count

// Seconds of the run, from the first to behind the last.
struct BrokenSpan {
  std::uint32_t from_s = 0;
  std::uint32_t to_s = 0;
  friend bool operator==(const BrokenSpan&, const BrokenSpan&) = default;
};

struct ThresholdFigure {
  std::string text;    // as written
  std::string row;     // the pattern of its rows; empty: the whole run
  std::string metric;  // "p95", "ok p95", "failures"
  Verdict verdict = Verdict::kNotMet;
  std::optional<double> value{};  // in `unit`; empty: there was no data
  double bound = 0;               // in `unit`
  std::string unit;               // "ms", "%", "/s", or empty: a count
  std::string value_text;         // "212.4ms"; "-" without data
  std::string why;                // one line; empty: nothing to add
  bool broken_now = false;        // at the last second that was judged
  bool ended_run = false;         // its `stop` did
  std::uint64_t broken_seconds = 0;
  std::vector<BrokenSpan> broken{};
  friend bool operator==(const ThresholdFigure&, const ThresholdFigure&) = default;
};
using ThresholdFigures = std::vector<ThresholdFigure>;

}  // namespace hrp::stats
