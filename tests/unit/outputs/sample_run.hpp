#pragma once
// A small run for the tests of the outputs: two requests and the automatic transaction.

#include <stdlib.h>
#include <time.h>

#include <string>

#include "hrp/stats/snapshot.hpp"

namespace hrp::outputs {

// The console shows local time; call it before comparing texts.
inline void useUtc() {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
}

inline stats::Row& addRequests(stats::Slice& slice, const stats::RowKey& key,
                               std::initializer_list<std::uint64_t> latencies_us) {
  stats::Row& row = stats::rowFor(slice.rows, key, key.type != stats::kTransactionType);
  for (const std::uint64_t latency : latencies_us) {
    row.latency.passed.record(latency);
    row.bytes_sent += 100;
    row.bytes_received += 250;
    row.content_bytes += 42;
  }
  return row;
}

inline void addFailure(stats::Row& row, std::uint64_t latency_us, const stats::ErrorKey& error) {
  row.latency.failed.record(latency_us);
  row.bytes_sent += 100;
  row.bytes_received += 250;
  row.content_bytes += 42;
  stats::countError(row, error.kind, error.message, 1);
}

inline stats::Slice sampleInterval() {
  stats::Slice slice;
  addRequests(slice, {"request-GET", "get hello"}, {420, 420, 420, 5'130});
  stats::Row& post = addRequests(slice, {"request-POST", "下单"}, {51'200});
  addFailure(post, 1'250'000, {base::ErrorKind::kTimeout, "no response in 1s"});
  addRequests(slice, {"transaction", "Action"}, {60, 1'300'000}).content_bytes = 0;
  slice.status_codes = {{200, 5}};
  slice.transactions_passed = 1;
  slice.transactions_failed = 1;
  slice.iterations = 2;
  return slice;
}

inline stats::Snapshot sampleSnapshot() {
  stats::Snapshot snapshot;
  snapshot.state = base::RunState::kRunning;
  snapshot.at = base::WallTime(std::chrono::milliseconds(1'795'404'787'250));
  snapshot.started_at = base::WallTime(std::chrono::milliseconds(1'795'404'781'250));
  snapshot.elapsed = std::chrono::seconds(6);
  snapshot.interval = std::chrono::seconds(2);
  snapshot.users = 50;
  snapshot.target_users = 50;
  snapshot.users_peak = 50;
  snapshot.recent = sampleInterval();
  snapshot.total = sampleInterval();
  snapshot.total.merge(sampleInterval());
  return snapshot;
}

inline stats::Snapshot sampleEnd() {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.state = base::RunState::kStopped;
  snapshot.users = 0;
  snapshot.recent = {};
  snapshot.reason = stats::EndReason::kLoopCount;
  return snapshot;
}

inline stats::Snapshot sampleMaster() {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.role = stats::Role::kMaster;
  snapshot.target_users = 51;
  for (const char* id : {"vm_b1ddbe7fa1fc40df8ff419e2ca2b2cff", "vm_lost"}) {
    stats::WorkerView worker;
    worker.id = id;
    worker.ip = "127.0.0.1";
    worker.state = base::RunState::kRunning;
    worker.users = 25;
    worker.process_cpu_percent = 66.14;
    worker.process_memory_percent = 1.69;
    snapshot.workers.push_back(worker);
  }
  snapshot.workers.back().state = base::RunState::kMissing;
  snapshot.departed.push_back({.id = "vm_lost",
                               .how = stats::Departure::kLost,
                               .uncounted = std::chrono::milliseconds(3'100),
                               .requests_per_s = 99});
  return snapshot;
}

inline std::string joinLines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace hrp::outputs
