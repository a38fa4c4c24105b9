#pragma once
// Recorder: what one engine thread writes its samples into. No locks, nothing shared: the thread
// that owns it calls every method. About once a second it hands over what it counted, as a Tally,
// in the time that a few pointers take; whoever has the tally, on whatever thread, makes the Slice
// of it. Two tallies in turn keep their memory.
//
// A row is interned once (internRow) and then addressed by its small id, so recording a sample is
// an index, a few additions and one histogram increment.

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
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

// What a recorder counted in a stretch of time. One owner, one thread at a time.
class Tally {
 public:
  // Everything in it, rows without a sample left out; it is empty then and keeps its memory.
  [[nodiscard]] Slice takeSlice();

 private:
  friend class Recorder;
  struct Name {
    RowKey key;
    bool in_total = true;
  };
  // A recorder only adds names, which stay where they are, so entries of a tally may be read while
  // others come.
  using Names = std::deque<Name>;
  // What most samples change, together: with many rows it comes from memory.
  struct Entry {
    // Latencies of samples that passed, whose one request went over a kept connection and whose
    // response came in one piece, as most do: a value is the latency, the total and the time to the
    // first byte of such a sample at once, and one histogram is written instead of three.
    Histogram plain;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t content_bytes = 0;
    std::unique_ptr<Row> others;  // of all other samples, without bytes; null: there were none
    const Name* name = nullptr;

    [[nodiscard]] bool empty() const;
  };
  static void take(Entry& entry, Row& taken);
  // Makes entries for the names that are new to it.
  void addEntries(const std::shared_ptr<Names>& names);

  static constexpr std::size_t kOddStatus = kMaxStatus + 1;
  std::shared_ptr<Names> names_;  // that the entries point to
  std::vector<Entry> rows_;
  // Indexed by status: an array, because a map costs more than the rest of record().
  std::array<std::uint64_t, kOddStatus + 1> status_codes_{};
  std::uint64_t passed_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t iterations_ = 0;
  std::uint64_t late_starts_ = 0;
  std::uint64_t max_loop_lag_us_ = 0;
  std::uint64_t function_calls_ = 0;
  std::uint64_t function_failures_ = 0;
  std::uint64_t function_time_us_ = 0;
};

class Recorder {
 public:
  Recorder() = default;

  // The id of (type, name); past kMaxRows that of the type's "other" row. Ids stay valid for the
  // recorder's life, also over handOver().
  RowId internRow(std::string_view type, std::string_view name, bool in_total);

  // A sample of kind kAborted only counts as that.
  void record(const Sample& sample);
  void transactionEnded(bool passed) { ++(passed ? now_.passed_ : now_.failed_); }
  void iterationEnded() { ++now_.iterations_; }
  void lateStart() { ++now_.late_starts_; }
  // A custom function was called and has answered, with a value or a failure.
  void functionCalled(std::chrono::nanoseconds time, bool failed) {
    ++now_.function_calls_;
    if (failed) ++now_.function_failures_;
    now_.function_time_us_ += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(time).count());
  }
  void loopLag(std::uint64_t lag_us) {
    if (lag_us > now_.max_loop_lag_us_) now_.max_loop_lag_us_ = lag_us;
  }

  // Gives `tally` everything that was counted since the last time and goes on in its memory. It has
  // to be new, or one of this recorder of which the slice was taken.
  void handOver(Tally& tally);
  // The same as a slice, at once.
  [[nodiscard]] Slice takeSlice() { return now_.takeSlice(); }
  [[nodiscard]] std::size_t rows() const { return names_->size(); }

 private:
  [[nodiscard]] static bool isPlain(const Sample& sample);
  static void recordAborted(Row& row, const Sample& sample);
  static void recordTimes(Tally::Entry& entry, const Sample& sample);

  const std::shared_ptr<Tally::Names> names_ = std::make_shared<Tally::Names>();
  std::unordered_map<std::string, RowId> ids_;
  Tally now_;
};

}  // namespace hrp::stats
