#pragma once
// Slice: what one recorder, one worker or the whole fleet counted in a stretch of a run. Slices
// merge (threads → worker → master → summary); nothing is averaged on the way.
//
// Rows are keyed by (type, name): type is "request-GET", "api", "websocket-open", "transaction" …
// as the Go version's tables show it. Names past the first kMaxRows fall into one row named
// "other" of their type; error texts past kMaxErrorsPerRow into the text "other" of their kind.
//
// A plain value type. docs/statistics.md lists every field.

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "hrp/base/error_kind.hpp"
#include "hrp/stats/connection_figures.hpp"
#include "hrp/stats/generator.hpp"
#include "hrp/stats/histogram.hpp"
#include "hrp/stats/outcome_times.hpp"

namespace hrp::stats {

inline constexpr std::size_t kMaxRows = 10'000;
inline constexpr std::size_t kMaxErrorsPerRow = 200;
inline constexpr std::size_t kMaxTextBytes = 1'024;  // of a type, a name or an error text
inline constexpr int kMinStatus = 100;  // HTTP status codes outside this range are counted as 0
inline constexpr int kMaxStatus = 999;
inline constexpr std::string_view kTransactionType = "transaction";
inline constexpr std::string_view kActionName = "Action";
inline constexpr std::string_view kOtherName = "other";

struct RowKey {
  std::string type;
  std::string name;
  friend auto operator<=>(const RowKey&, const RowKey&) = default;
};

struct ErrorKey {
  base::ErrorKind kind = base::ErrorKind::kNone;
  std::string message;
  friend auto operator<=>(const ErrorKey&, const ErrorKey&) = default;
};

// What most samples change stands together, at the front: with many rows it comes from memory.
struct Row {
  bool in_total = true;  // transactions and testcase steps are not part of the Total row
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t content_bytes = 0;  // decoded body lengths, for "content size"
  OutcomeTimes latency;             // its counts are the numbers of requests and of failures
  ConnectionFigures connections;    // of what its samples sent; one with redirects sent several
  OutcomeTimes service_time;        // from the real send; only under a pacer, else empty
  std::map<ErrorKey, std::uint64_t> errors;
  // Requests that the end of the run cut off: in no other figure but bytes and connections.
  std::uint64_t aborted = 0;

  [[nodiscard]] std::uint64_t requests() const { return latency.count(); }
  [[nodiscard]] std::uint64_t failures() const { return latency.failed.count(); }
  // Sent again by hrp itself, beyond requests(); docs/statistics.md says when.
  [[nodiscard]] std::uint64_t resent() const { return connections.resent; }
  void merge(const Row& other);
  friend bool operator==(const Row&, const Row&) = default;
};

struct Slice {
  std::map<RowKey, Row> rows;
  std::map<int, std::uint64_t> status_codes;  // of HTTP responses
  std::uint64_t transactions_passed = 0;      // ends of transactions, the automatic Action included
  std::uint64_t transactions_failed = 0;
  std::uint64_t iterations = 0;  // finished ones, failed or not
  // Requests, or under --arrival-rate iterations, begun over 10 ms after their scheduled time.
  std::uint64_t late_starts = 0;
  std::uint64_t dropped_iterations = 0;  // whose time passed while no user was free
  std::uint64_t dropped_requests = 0;    // whose time passed while the process did not run
  std::uint64_t max_loop_lag_us = 0;     // longest turn of an engine loop
  std::uint64_t function_calls = 0;      // of custom functions that were answered
  std::uint64_t function_failures = 0;   // of those calls
  std::uint64_t function_time_us = 0;    // that users waited for them, summed up
  GeneratorFigures generator{};

  void merge(const Slice& other);
  [[nodiscard]] bool empty() const;
  friend bool operator==(const Slice&, const Slice&) = default;
};

// The row of `key`, made when it is new; past kMaxRows the "other" row of its type.
[[nodiscard]] Row& rowFor(std::map<RowKey, Row>& rows, const RowKey& key, bool in_total);
// Adds to row.errors within its bounds; a failure is counted by its latency.
void countError(Row& row, base::ErrorKind kind, std::string_view message, std::uint64_t times);
void countStatus(std::map<int, std::uint64_t>& codes, int status, std::uint64_t times);
// At most kMaxTextBytes of the text, never half a UTF-8 character.
[[nodiscard]] std::string boundedText(std::string_view text);

// The sum of all rows that belong to the total.
[[nodiscard]] Row totalOf(const Slice& slice);

}  // namespace hrp::stats
