#pragma once
// A slice with something in every field, different for each seed, for tests of what writes and
// reads slices.

#include "hrp/base/random.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::testing {

inline stats::Slice sampleSlice(std::uint64_t seed) {
  base::Random random(seed);
  stats::Slice slice;
  const auto rows = random.below(6);
  for (std::uint64_t i = 0; i < rows; ++i) {
    auto& row = stats::rowFor(slice.rows, {"request-GET", "/" + std::to_string(i)}, i % 2 == 0);
    const auto samples = random.below(50);
    for (std::uint64_t n = 0; n < samples; ++n) {
      row.latency.passed.record(random.next() >> (20 + random.below(44)));
      if (i == 1) row.service_time.passed.record(random.below(100'000));
    }
    row.latency.failed.record(33, random.below(10));
    row.service_time.failed.record(44, random.below(2));
    row.bytes_sent = random.next();
    row.bytes_received = random.below(1 << 20);
    row.content_bytes = 5;
    row.aborted = random.below(1'000);
    stats::countError(row, base::ErrorKind::kTimeout, "too slow", 3);
    stats::countError(row, base::ErrorKind::kCheck, "status_code", 1);
    stats::ConnectionFigures& connections = row.connections;
    connections.opened = 11;
    connections.reused = 12;
    connections.failed = 13;
    connections.resent = 16;
    connections.full_handshakes = 14;
    connections.resumed_handshakes = 15;
    for (stats::Histogram* times :
         {&connections.dns, &connections.connect, &connections.tls, &connections.fresh.first_byte,
          &connections.fresh.total, &connections.kept.first_byte, &connections.kept.total}) {
      times->record(random.below(1'000'000));
    }
  }
  slice.status_codes = {{0, 1}, {200, 55}, {503, 2}};
  slice.transactions_passed = 4;
  slice.transactions_failed = UINT64_MAX;
  slice.iterations = 6;
  slice.late_starts = 7;
  slice.max_loop_lag_us = 8;
  slice.function_calls = 9;
  slice.function_failures = 3;
  slice.function_time_us = 10;
  slice.dropped_iterations = 11;
  slice.generator.loop_lag.record(120, 3 + random.below(9));
  slice.generator.loop_cpu_us = random.next();
  slice.generator.loop_time_us = 12;
  slice.generator.max_cpu_permille = 930;
  slice.generator.seconds = 13;
  slice.generator.process_cpu_us = 14;
  slice.generator.process_time_us = 15;
  slice.generator.addStrain("thread 1", {5, 2, 4, random.next(), 930});
  slice.generator.addStrain("process", {1, 0, 1, 0, 901});
  return slice;
}

}  // namespace hrp::testing
