// Makes the run file of an invented run, for tests of what reads it, and says what writing it cost:
//
//   hrp-record-bench FILE ROWS SECONDS REQUESTS_A_SECOND_AND_ROW [SLICES_A_SECOND]
//
// prints {"bytes": …, "bytes_an_hour": …, "cpu_s": …, "core_percent": …}: the last is of the time
// that the run would have taken, with copying each slice as the recorder does.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "hrp/base/random.hpp"
#include "hrp/record/run_file_writer.hpp"

namespace {

using hrp::stats::Slice;

struct Shape {
  std::uint64_t rows = 50;
  std::uint64_t seconds = 3'600;
  std::uint64_t rate = 20;
  std::uint64_t slices = 1;
};

double normal(hrp::base::Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.unit();
  return sum;
}

// Log-normal times around a median of each row's own; one request in a hundred fails.
Slice invented(const Shape& shape, std::uint64_t second, hrp::base::Random& random) {
  Slice slice;
  for (std::uint64_t n = 0; n < shape.rows; ++n) {
    auto& row = hrp::stats::rowFor(slice.rows, {"request-GET", "/api/" + std::to_string(n)}, true);
    const double median = 5'000.0 * static_cast<double>(1 + n % 10);
    const double slower = 1 + 0.2 * std::sin(static_cast<double>(second) / 300);
    for (std::uint64_t i = 0; i < shape.rate / shape.slices; ++i) {
      const double us = median * slower * std::exp(0.4 * normal(random));
      row.bytes_sent += 180 + random.below(20);
      row.bytes_received += 900 + random.below(300);
      row.content_bytes += 700 + random.below(300);
      if (random.below(100) == 0) {
        row.latency.failed.record(static_cast<std::uint64_t>(us));
        hrp::stats::countError(row, hrp::base::ErrorKind::kCheck, "status_code: 503, not 200", 1);
      } else {
        row.latency.passed.record(static_cast<std::uint64_t>(us));
      }
      ++row.connections.reused;
    }
    row.connections.kept = {row.latency.passed, row.latency.passed};
    hrp::stats::countStatus(slice.status_codes, 200, row.latency.passed.count());
    hrp::stats::countStatus(slice.status_codes, 503, row.latency.failed.count());
    slice.iterations += row.requests() / 10;
  }
  for (int i = 0; i < 100; ++i) slice.generator.loop_lag.record(20 + random.below(200));
  slice.generator.seconds = 2;
  slice.generator.loop_time_us = 2'000'000;
  slice.generator.loop_cpu_us = 900'000 + random.below(100'000);
  return slice;
}

double cpuSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

int make(const char* path, const Shape& shape) {
  std::ofstream file(path, std::ios::binary);
  hrp::record::RunFileWriter writer;
  hrp::base::Random random(1);
  std::uint64_t bytes = 0;
  double cpu_s = 0;
  const auto put = [&](const std::string& block) {
    file << block;
    bytes += block.size();
  };
  put(writer.begin({.role = hrp::stats::Role::kMaster,
                    .version = "0",
                    .command = "hrp boom invented.yml",
                    .settings = {{"users", "100"}}}));
  for (std::uint32_t second = 0; second < shape.seconds; ++second) {
    std::vector<Slice> slices;
    for (std::uint64_t i = 0; i < shape.slices; ++i) {
      slices.push_back(invented(shape, second, random));
    }
    const double before = cpuSeconds();
    Slice sum;
    for (const Slice& slice : slices) sum.merge(slice);
    const std::string figures = writer.figures(second, sum);
    const std::string moment = writer.moment(second, {.users = 100, .target_users = 100});
    cpu_s += cpuSeconds() - before;
    put(figures + moment);
  }
  hrp::stats::Snapshot end;
  end.reason = hrp::stats::EndReason::kRunTime;
  end.elapsed = std::chrono::seconds(shape.seconds);
  end.users_peak = 100;
  put(writer.end(end));
  const auto seconds = static_cast<double>(shape.seconds);
  std::printf(
      "{\"bytes\": %llu, \"bytes_an_hour\": %.0f, \"cpu_s\": %.3f, \"core_percent\": %.3f}\n",
      static_cast<unsigned long long>(bytes), static_cast<double>(bytes) * 3'600 / seconds, cpu_s,
      100 * cpu_s / seconds);
  return file.flush() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: %s FILE ROWS SECONDS RATE [SLICES]\n", argv[0]);
    return EXIT_FAILURE;
  }
  const auto number = [&](int at) { return std::strtoull(argv[at], nullptr, 10); };
  return make(argv[1], {number(2), number(3), number(4), argc > 5 ? number(5) : 1});
}
