#pragma once
// Recorder: what one engine thread writes its samples into. No locks, nothing shared: the thread
// that owns it calls every method, and takes the filled Slice out about once a second.
//
// A row is interned once (internRow) and then addressed by its small id, so recording a sample is
// an index, a few additions and one histogram increment.

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hrp/stats/slice.hpp"

namespace hrp::stats {

using RowId = std::uint32_t;

struct Sample {
  RowId row = 0;
  std::uint64_t latency_us = 0;
  std::uint64_t service_time_us = 0;  // recorded only when `paced`
  bool paced = false;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t content_bytes = 0;
  int status = 0;  // HTTP status, 0 when there was none
  base::ErrorKind error = base::ErrorKind::kNone;
  bool list_error = true;  // false: counted as a failure only, not in the table of errors
  std::string_view error_message{};
  // What it sent, each request on the wire; a redirect is one more.
  std::span<const base::PhaseTimes> exchanges{};
};

class Recorder {
 public:
  Recorder() = default;

  // The id of (type, name); past kMaxRows that of the type's "other" row. Ids stay valid for the
  // recorder's life, also over takeSlice().
  RowId internRow(std::string_view type, std::string_view name, bool in_total);

  // A sample of kind kAborted only counts as that.
  void record(const Sample& sample);
  void transactionEnded(bool passed) { ++(passed ? slice_passed_ : slice_failed_); }
  void iterationEnded() { ++iterations_; }
  void lateStart() { ++late_starts_; }
  // A custom function was called and has answered, with a value or a failure.
  void functionCalled(std::chrono::nanoseconds time, bool failed) {
    ++function_calls_;
    if (failed) ++function_failures_;
    function_time_us_ += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(time).count());
  }
  void loopLag(std::uint64_t lag_us) {
    if (lag_us > max_loop_lag_us_) max_loop_lag_us_ = lag_us;
  }

  // Everything counted since the last call, rows without a sample left out; the recorder is empty
  // after it and keeps its memory for the next second.
  [[nodiscard]] Slice takeSlice();

 private:
  // What most samples change comes first: with many rows it comes from memory.
  struct Entry {
    // Latencies of samples that passed, whose one request went over a kept connection and whose
    // response came in one piece, as most do: a value is the latency, the total and the time to the
    // first byte of such a sample at once, and one histogram is written instead of three.
    Histogram plain;
    Row row;
    RowKey key;
  };
  [[nodiscard]] static bool isPlain(const Sample& sample);
  static void recordAborted(Row& row, const Sample& sample);
  static void recordTimes(Row& row, const Sample& sample);
  static void takeTimes(Entry& entry, Row& taken);

  std::vector<Entry> rows_;
  std::unordered_map<std::string, RowId> ids_;
  static constexpr std::size_t kOddStatus = kMaxStatus + 1;
  // Indexed by status: an array, because a map costs more than the rest of record().
  std::array<std::uint64_t, kOddStatus + 1> status_codes_{};
  std::uint64_t slice_passed_ = 0;
  std::uint64_t slice_failed_ = 0;
  std::uint64_t iterations_ = 0;
  std::uint64_t late_starts_ = 0;
  std::uint64_t max_loop_lag_us_ = 0;
  std::uint64_t function_calls_ = 0;
  std::uint64_t function_failures_ = 0;
  std::uint64_t function_time_us_ = 0;
};

}  // namespace hrp::stats
