#pragma once
// RunDescription: what page, report, tables and comparison show of a run or of a window of it: its
// figures, and series of them over axes with so many points that a chart can show them. Made once
// from a run file, so that no two of them tell different numbers. A plain value.
//
// Memory: kMaxPoints points, and of each row as many as keep all rows within kMaxRowPoints.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/record/run_events.hpp"
#include "hrp/record/run_file.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::record {

inline constexpr std::uint32_t kMaxPoints = 3'600;  // of the series of all
inline constexpr std::uint32_t kMaxHeatColumns = 400;
inline constexpr std::uint32_t kMostPointsOfARow = 300;
inline constexpr std::uint32_t kFewestPointsOfARow = 30;
inline constexpr std::uint32_t kMaxRowPoints = 60'000;  // of all rows, as long as none has too few

// Point i covers from_s + i × step_s up to from_s + (i + 1) × step_s seconds of the run.
struct Axis {
  std::uint32_t from_s = 0;
  std::uint32_t step_s = 1;
  std::uint32_t points = 0;
};

// What ended in a point. Times in µs, 0 without requests.
struct RowPoint {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t p50_us = 0;
  std::uint64_t p95_us = 0;
  std::uint64_t p99_us = 0;
};

struct Point : RowPoint {
  std::uint64_t dropped = 0;            // iterations and requests
  std::optional<std::int64_t> users{};  // at its end; empty: nobody said
  std::optional<std::int64_t> workers{};
  bool limited = false;  // the generator was the limit in a second of it
};

struct ErrorSpan {
  std::uint32_t first_s = 0;
  std::uint32_t last_s = 0;
};

struct RunDescription {
  RunOrigin origin{};
  // Of the window: role, times, most users, figures in `total`; workers as they were last. Of the
  // whole run, also in a window: end, thresholds, lost workers. Without an end its state is
  // "running", its thresholds are unclear, and `at` is the end of the last second.
  stats::Snapshot run;
  Window window;         // of the figures
  bool is_whole = true;  // the window is all of the run
  Axis axis;             // of `points`
  std::vector<Point> points;
  Axis row_axis;  // of the points of rows and of `total_points`
  std::map<stats::RowKey, std::vector<RowPoint>> row_points;
  std::vector<RowPoint> total_points;
  Axis heat_axis;
  std::vector<stats::Histogram> heat;  // a column of the rows in the total each
  std::map<stats::RowKey, std::map<stats::ErrorKey, ErrorSpan>> error_spans;
};

// The window ends with the run at the latest. kBadSetting: there is less than a second of the
// run in it, in which what was finished after the load would make rates that never were.
[[nodiscard]] base::Result<RunDescription> describe(const RunFile& file, Window window = {});
// Opens the file too.
[[nodiscard]] base::Result<RunDescription> describeFile(const std::string& path,
                                                        Window window = {});

}  // namespace hrp::record
