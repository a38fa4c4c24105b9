#include "hrp/base/leb128.hpp"
#include "hrp/cluster/codec.hpp"

namespace hrp::cluster {
namespace {

constexpr std::uint64_t kFormat = 7;
// Every type has its own "other" row past kMaxRows, every kind its own "other" text.
constexpr std::uint64_t kRowsBound = stats::kMaxRows + 1'000;
constexpr std::uint64_t kErrorsBound = stats::kMaxErrorsPerRow + 100;
constexpr std::uint64_t kStatusBound = stats::kMaxStatus + 2;
constexpr std::uint64_t kStrainsBound = stats::kMaxStrainedPlaces + 1;

class Writer : public base::LebWriter {
 public:
  void histogram(const stats::Histogram& histogram) {
    const auto buckets = histogram.buckets();
    std::uint64_t used = 0;
    for (const auto count : buckets) used += count != 0 ? 1 : 0;
    number(used);
    if (used == 0) return;
    number(histogram.sum());
    number(histogram.min());
    number(histogram.max());
    std::size_t next = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
      if (buckets[i] == 0) continue;
      number(i - next);
      number(buckets[i]);
      next = i + 1;
    }
  }
  void times(const stats::OutcomeTimes& times) {
    histogram(times.passed);
    histogram(times.failed);
  }
  void generator(const stats::GeneratorFigures& figures) {
    histogram(figures.loop_lag);
    number(figures.loop_cpu_us);
    number(figures.loop_time_us);
    number(figures.max_cpu_permille);
    number(figures.seconds);
    number(figures.process_cpu_us);
    number(figures.process_time_us);
    number(figures.strains.size());
    for (const auto& [place, strain] : figures.strains) {
      text(place);
      number(strain.seconds);
      number(strain.lag_seconds);
      number(strain.busy_seconds);
      number(strain.lag_p99_us);
      number(strain.cpu_permille);
    }
  }
  void connections(const stats::ConnectionFigures& figures) {
    number(figures.opened);
    number(figures.reused);
    number(figures.failed);
    number(figures.resent);
    number(figures.full_handshakes);
    number(figures.resumed_handshakes);
    histogram(figures.dns);
    histogram(figures.connect);
    histogram(figures.tls);
    histogram(figures.fresh.first_byte);
    histogram(figures.fresh.total);
    histogram(figures.kept.first_byte);
    histogram(figures.kept.total);
  }
  void row(const stats::RowKey& key, const stats::Row& row) {
    text(key.type);
    text(key.name);
    number(row.in_total ? 1 : 0);
    number(row.bytes_sent);
    number(row.bytes_received);
    number(row.content_bytes);
    times(row.latency);
    times(row.service_time);
    number(row.errors.size());
    for (const auto& [error, times] : row.errors) {
      number(static_cast<std::uint64_t>(error.kind));
      text(error.message);
      number(times);
    }
    connections(row.connections);
    number(row.aborted);
  }
};

class Reader : public base::LebReader {
 public:
  using LebReader::LebReader;
  std::string text(const char* what) { return LebReader::text(what, stats::kMaxTextBytes); }
  void histogram(stats::Histogram& histogram) {
    const auto used = number("histogram size", stats::Histogram::kBucketCount);
    if (used == 0) return;
    const auto sum = number("histogram sum");
    const auto min = number("histogram minimum");
    const auto max = number("histogram maximum");
    std::vector<std::uint64_t> buckets;
    for (std::uint64_t i = 0; i < used && good(); ++i) {
      const auto gap = number("histogram bucket", stats::Histogram::kBucketCount);
      const auto index = buckets.size() + gap;
      const auto count = number("histogram count");
      if (index >= stats::Histogram::kBucketCount) return refuse("histogram bucket");
      buckets.resize(index + 1);
      buckets[index] = count;
    }
    if (good() && !stats::Histogram::assemble(std::move(buckets), sum, min, max, histogram)) {
      refuse("histogram");
    }
  }
  void times(stats::OutcomeTimes& times) {
    histogram(times.passed);
    histogram(times.failed);
  }
  void generator(stats::GeneratorFigures& figures) {
    histogram(figures.loop_lag);
    figures.loop_cpu_us = number("loop processor time");
    figures.loop_time_us = number("loop time");
    figures.max_cpu_permille = number("busiest loop");
    figures.seconds = number("judged seconds");
    figures.process_cpu_us = number("process processor time");
    figures.process_time_us = number("process time");
    const auto strains = number("strains", kStrainsBound);
    for (std::uint64_t i = 0; i < strains && good(); ++i) {
      const std::string place = text("strained place");
      stats::Strain& strain = figures.strains[place];
      strain.seconds = number("strained seconds");
      strain.lag_seconds = number("lag seconds");
      strain.busy_seconds = number("busy seconds");
      strain.lag_p99_us = number("lag of a strain");
      strain.cpu_permille = number("processor of a strain");
    }
  }
  void connections(stats::ConnectionFigures& figures) {
    figures.opened = number("connections opened");
    figures.reused = number("connections reused");
    figures.failed = number("connections failed");
    figures.resent = number("requests sent again");
    figures.full_handshakes = number("full handshakes");
    figures.resumed_handshakes = number("resumed handshakes");
    histogram(figures.dns);
    histogram(figures.connect);
    histogram(figures.tls);
    histogram(figures.fresh.first_byte);
    histogram(figures.fresh.total);
    histogram(figures.kept.first_byte);
    histogram(figures.kept.total);
  }
  void row(stats::Slice& slice) {
    stats::RowKey key{text("row type"), text("row name")};
    stats::Row row;
    row.in_total = number("row flags", 1) == 1;
    row.bytes_sent = number("bytes sent");
    row.bytes_received = number("bytes received");
    row.content_bytes = number("content bytes");
    times(row.latency);
    times(row.service_time);
    const auto errors = number("error texts", kErrorsBound);
    for (std::uint64_t i = 0; i < errors && good(); ++i) {
      const auto kind =
          number("error kind", static_cast<std::uint64_t>(base::ErrorKind::kInternal));
      stats::ErrorKey error{static_cast<base::ErrorKind>(kind), text("error text")};
      row.errors[std::move(error)] += number("error count");
    }
    connections(row.connections);
    row.aborted = number("aborted requests");
    if (good()) slice.rows.insert_or_assign(std::move(key), std::move(row));
  }
};

}  // namespace

std::string encodeSlice(const stats::Slice& slice) {
  Writer out;
  out.number(kFormat);
  out.number(slice.rows.size());
  for (const auto& [key, row] : slice.rows) out.row(key, row);
  out.number(slice.status_codes.size());
  for (const auto& [status, times] : slice.status_codes) {
    out.number(static_cast<std::uint64_t>(status));
    out.number(times);
  }
  out.number(slice.transactions_passed);
  out.number(slice.transactions_failed);
  out.number(slice.iterations);
  out.number(slice.late_starts);
  out.number(slice.max_loop_lag_us);
  out.number(slice.function_calls);
  out.number(slice.function_failures);
  out.number(slice.function_time_us);
  out.number(slice.dropped_iterations);
  out.number(slice.dropped_requests);
  out.generator(slice.generator);
  return out.take();
}

base::Result<stats::Slice> decodeSlice(std::string_view bytes) {
  Reader in(bytes);
  stats::Slice slice;
  if (in.number("format") != kFormat) in.refuse("format");
  const auto rows = in.number("rows", kRowsBound);
  for (std::uint64_t i = 0; i < rows && in.good(); ++i) in.row(slice);
  const auto codes = in.number("status codes", kStatusBound);
  for (std::uint64_t i = 0; i < codes && in.good(); ++i) {
    const auto status = static_cast<int>(in.number("status code", stats::kMaxStatus));
    slice.status_codes[status] += in.number("status count");
  }
  slice.transactions_passed = in.number("transactions passed");
  slice.transactions_failed = in.number("transactions failed");
  slice.iterations = in.number("iterations");
  slice.late_starts = in.number("late starts");
  slice.max_loop_lag_us = in.number("loop lag");
  slice.function_calls = in.number("function calls");
  slice.function_failures = in.number("function failures");
  slice.function_time_us = in.number("function time");
  slice.dropped_iterations = in.number("dropped iterations");
  slice.dropped_requests = in.number("dropped requests");
  in.generator(slice.generator);
  if (in.good() && !in.atEnd()) in.refuse("end");
  if (in.good()) return slice;
  return base::fail(base::ErrorCode::kParse, std::string("slice: bad ") + in.problem());
}

}  // namespace hrp::cluster
