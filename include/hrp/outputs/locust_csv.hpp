#pragma once
// Tables of a run as comma-separated values, in the files and columns of Locust (2.32), so that
// what reads those reads these:
//
//   PREFIX_stats.csv          each row and "Aggregated", of the whole run
//   PREFIX_stats_history.csv  each second, of all rows
//   PREFIX_failures.csv       errors with their counts
//
// Times are in ms, with fractions where they have some. What is called the interval's (Requests/s,
// Failures/s and the percentiles of the history) is of that second; "Total …" is since the start.
// The type "request-GET" is written as "GET". Pure, apart from the sink.

#include <string>

#include "hrp/base/files/output_stream.hpp"
#include "hrp/record/run_sink.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::outputs {

[[nodiscard]] std::string statsCsv(const stats::Snapshot& run);
[[nodiscard]] std::string failuresCsv(const stats::Snapshot& run);

// Makes the rows of a history, a second after the other.
class CsvHistory {
 public:
  [[nodiscard]] static std::string header();

  void begin(base::WallTime started_at);
  // Of one second; several are added up. Those of a second that is over are in the totals only.
  void figures(std::uint32_t second, const stats::Slice& slice);
  // The second is over: its row.
  [[nodiscard]] std::string row(std::uint32_t second, std::int64_t users);

 private:
  base::WallTime started_at_{};
  std::uint32_t next_ = 0;
  stats::Row second_;
  stats::Row total_;
};

// PREFIX_stats_history.csv while a run goes on.
class CsvHistorySink final : public record::RunSink {
 public:
  explicit CsvHistorySink(std::string path) : stream_(std::move(path)) {}

  [[nodiscard]] base::Result<> begin(const record::RunOrigin& origin) override;
  [[nodiscard]] base::Result<> figures(std::uint32_t second, const stats::Slice& slice) override;
  [[nodiscard]] base::Result<> moment(std::uint32_t second,
                                      const record::FleetMoment& moment) override;
  [[nodiscard]] base::Result<> end(const stats::Snapshot& end) override;

 private:
  base::OutputStream stream_;
  CsvHistory history_;
};

}  // namespace hrp::outputs
