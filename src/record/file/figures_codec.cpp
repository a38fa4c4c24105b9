#include "record/file/figures_codec.hpp"

#include "hrp/base/leb128.hpp"

namespace hrp::record {
namespace {

using stats::Histogram;

constexpr std::uint64_t kErrorsBound = stats::kMaxErrorsPerRow + 100;
constexpr std::uint64_t kStatusBound = stats::kMaxStatus + 2;
constexpr std::uint64_t kStrainsBound = stats::kMaxStrainedPlaces + 1;
constexpr std::uint64_t kNibble = 15;  // a part of a bucket's byte that says "more follows"

// Row flags.
constexpr std::uint64_t kInTotal = 1;
constexpr std::uint64_t kHasErrors = 2;
constexpr std::uint64_t kHasAborted = 4;
constexpr std::uint64_t kHasOpened = 8;  // more of its connections than their reuse

std::uint64_t middleOf(std::size_t bucket) {
  const std::uint64_t lowest = Histogram::lowestOf(bucket);
  return lowest + (Histogram::highestOf(bucket) - lowest) / 2;
}
// Small numbers of either sign as small ones without; wraps, as the sums do.
std::uint64_t zigzag(std::uint64_t difference) {
  return (difference << 1) ^ (difference >> 63 != 0 ? UINT64_MAX : 0);
}
std::uint64_t unzigzag(std::uint64_t folded) {
  return (folded >> 1) ^ ((folded & 1) != 0 ? UINT64_MAX : 0);
}

class FigureWriter {
 public:
  explicit FigureWriter(NameTable& names) : names_(names) {}
  FigureColumns take() { return {numbers_.take(), buckets_.take()}; }

  void slice(const stats::Slice& slice) {
    for (const std::uint64_t number :
         {slice.transactions_passed, slice.transactions_failed, slice.iterations, slice.late_starts,
          slice.dropped_iterations, slice.dropped_requests, slice.max_loop_lag_us,
          slice.function_calls, slice.function_failures, slice.function_time_us,
          std::uint64_t{slice.status_codes.size()}}) {
      numbers_.number(number);
    }
    for (const auto& [status, times] : slice.status_codes) {
      numbers_.number(static_cast<std::uint64_t>(status));
      numbers_.number(times);
    }
    generator(slice.generator);
    numbers_.number(slice.rows.size());
    for (const auto& [key, row] : slice.rows) this->row(names_.rowId(key), row);
  }

 private:
  void bucket(std::uint64_t gap, std::uint64_t count) {
    const std::uint64_t high = std::min(gap, kNibble);
    const std::uint64_t low = std::min(count - 1, kNibble);
    buckets_.byte(static_cast<std::uint8_t>(high << 4 | low));
    if (high == kNibble) buckets_.number(gap - kNibble);
    if (low == kNibble) buckets_.number(count - 1 - kNibble);
  }
  void histogram(const Histogram& histogram) {
    const auto counts = histogram.buckets();
    const std::size_t first = Histogram::bucketOf(histogram.min());
    const std::size_t last = Histogram::bucketOf(histogram.max());
    std::uint64_t used = 0;
    std::uint64_t estimate = 0;
    std::size_t next = first;
    for (std::size_t i = first; i <= last; ++i) {
      if (counts[i] == 0) continue;
      ++used;
      estimate += counts[i] * middleOf(i);
      bucket(i - next, counts[i]);
      next = i + 1;
    }
    numbers_.number(used);
    numbers_.number(first);
    numbers_.number(histogram.min() - Histogram::lowestOf(first));
    numbers_.number(histogram.max() - Histogram::lowestOf(last));
    numbers_.number(zigzag(histogram.sum() - estimate));
  }
  void generator(const stats::GeneratorFigures& figures) {
    numbers_.number(figures.loop_lag.count() > 0 ? 1 : 0);
    if (figures.loop_lag.count() > 0) histogram(figures.loop_lag);
    for (const std::uint64_t number :
         {figures.loop_cpu_us, figures.loop_time_us, figures.max_cpu_permille, figures.seconds,
          figures.process_cpu_us, figures.process_time_us, std::uint64_t{figures.strains.size()}}) {
      numbers_.number(number);
    }
    for (const auto& [place, strain] : figures.strains) {
      writeText(numbers_, names_, place);
      for (const std::uint64_t number : {strain.seconds, strain.lag_seconds, strain.busy_seconds,
                                         strain.lag_p99_us, strain.cpu_permille}) {
        numbers_.number(number);
      }
    }
  }
  // 0: it follows; else one more than the number of the one before it that is the same. Most
  // requests pass on a kept connection in one piece: three histograms of their row are the same.
  static std::size_t twinOf(const stats::Row& row, std::size_t which) {
    const Histogram& histogram = RecordedRow::histogramOf(row, which);
    for (std::size_t i = 0; i < which; ++i) {
      if (RecordedRow::histogramOf(row, i) == histogram) return i + 1;
    }
    return 0;
  }
  void row(std::uint32_t id, const stats::Row& row) {
    const stats::ConnectionFigures& connections = row.connections;
    const std::array<std::uint64_t, 5> opened{connections.opened, connections.failed,
                                              connections.resent, connections.full_handshakes,
                                              connections.resumed_handshakes};
    const bool has_opened = opened != std::array<std::uint64_t, 5>{};
    numbers_.number(id);
    numbers_.number((row.in_total ? kInTotal : 0) | (row.errors.empty() ? 0 : kHasErrors) |
                    (row.aborted == 0 ? 0 : kHasAborted) | (has_opened ? kHasOpened : 0));
    for (const auto number :
         {row.bytes_sent, row.bytes_received, row.content_bytes, connections.reused}) {
      numbers_.number(number);
    }
    if (has_opened) {
      for (const auto number : opened) numbers_.number(number);
    }
    if (row.aborted != 0) numbers_.number(row.aborted);
    std::uint64_t present = 0;
    for (std::size_t i = 0; i < RecordedRow::kHistograms; ++i) {
      if (RecordedRow::histogramOf(row, i).count() > 0) present |= std::uint64_t{1} << i;
    }
    numbers_.number(present);
    for (std::size_t i = 0; i < RecordedRow::kHistograms; ++i) {
      if ((present >> i & 1) == 0) continue;
      const std::size_t twin = twinOf(row, i);
      numbers_.number(twin);
      if (twin == 0) histogram(RecordedRow::histogramOf(row, i));
    }
    if (!row.errors.empty()) errors(row);
  }
  void errors(const stats::Row& row) {
    numbers_.number(row.errors.size());
    for (const auto& [error, times] : row.errors) {
      numbers_.number(static_cast<std::uint64_t>(error.kind));
      writeText(numbers_, names_, error.message);
      numbers_.number(times);
    }
  }

  NameTable& names_;
  base::LebWriter numbers_;
  base::LebWriter buckets_;
};

class FigureReader {
 public:
  FigureReader(const FigureColumns& columns, const Names& names)
      : names_(names), numbers_(columns.numbers), buckets_(columns.buckets) {}

  [[nodiscard]] const char* problem() const {
    return numbers_.good() ? buckets_.problem() : numbers_.problem();
  }
  [[nodiscard]] bool good() const { return numbers_.good() && buckets_.good(); }
  [[nodiscard]] bool atEnd() const { return numbers_.atEnd() && buckets_.atEnd(); }

  void rest(stats::Slice& slice) {
    for (std::uint64_t* number :
         {&slice.transactions_passed, &slice.transactions_failed, &slice.iterations,
          &slice.late_starts, &slice.dropped_iterations, &slice.dropped_requests,
          &slice.max_loop_lag_us, &slice.function_calls, &slice.function_failures,
          &slice.function_time_us}) {
      *number = numbers_.number("count");
    }
    const auto codes = numbers_.number("status codes", kStatusBound);
    for (std::uint64_t i = 0; i < codes && good(); ++i) {
      const auto status = static_cast<int>(numbers_.number("status code", stats::kMaxStatus));
      slice.status_codes[status] += numbers_.number("status count");
    }
    generator(slice.generator);
  }
  std::uint64_t rows() { return numbers_.number("rows", names_.rows.size()); }

  void row(RecordedRow& row) {
    row.clear();
    row.id = static_cast<std::uint32_t>(numbers_.number("row"));
    if (row.id >= names_.rows.size()) return numbers_.refuse("row");
    const auto flags = numbers_.number("row flags", 15);
    stats::Row& counts = row.counts;
    stats::ConnectionFigures& connections = counts.connections;
    counts.in_total = (flags & kInTotal) != 0;
    for (std::uint64_t* number :
         {&counts.bytes_sent, &counts.bytes_received, &counts.content_bytes, &connections.reused}) {
      *number = numbers_.number("count of a row");
    }
    if ((flags & kHasOpened) != 0) {
      for (std::uint64_t* number :
           {&connections.opened, &connections.failed, &connections.resent,
            &connections.full_handshakes, &connections.resumed_handshakes}) {
        *number = numbers_.number("count of connections");
      }
    }
    if ((flags & kHasAborted) != 0) counts.aborted = numbers_.number("aborted requests");
    const auto present =
        numbers_.number("histograms", (std::uint64_t{1} << RecordedRow::kHistograms) - 1);
    for (std::size_t i = 0; i < RecordedRow::kHistograms && good(); ++i) {
      if ((present >> i & 1) == 0) continue;
      const auto twin = numbers_.number("histogram", i);
      if (twin == 0) {
        histogram(row.histograms[i]);
      } else {
        row.histograms[i] = row.histograms[twin - 1];
      }
    }
    if ((flags & kHasErrors) != 0) errors(counts);
  }

 private:
  void errors(stats::Row& row) {
    const auto errors = numbers_.number("errors", kErrorsBound);
    for (std::uint64_t i = 0; i < errors && good(); ++i) {
      const auto kind =
          numbers_.number("error kind", static_cast<std::uint64_t>(base::ErrorKind::kInternal));
      stats::ErrorKey error{static_cast<base::ErrorKind>(kind),
                            readText(numbers_, names_, "error text")};
      row.errors[std::move(error)] += numbers_.number("error count");
    }
  }
  void histogram(RecordedHistogram& into) {
    const auto used = numbers_.number("buckets in use", Histogram::kBucketCount);
    std::uint64_t next = numbers_.number("first bucket", Histogram::kBucketCount - 1);
    const std::uint64_t first = next;
    std::uint64_t estimate = 0;
    for (std::uint64_t i = 0; i < used && good(); ++i) {
      const std::uint8_t byte = buckets_.byte("bucket");
      std::uint64_t gap = byte >> 4;
      std::uint64_t count = std::uint64_t{byte & kNibble} + 1;
      if (gap == kNibble) gap += buckets_.number("gap", Histogram::kBucketCount);
      if (count > kNibble) count += buckets_.number("count of a bucket", UINT64_MAX / 2);
      next += gap;
      if (next >= Histogram::kBucketCount) return buckets_.refuse("bucket");
      into.buckets.push_back({static_cast<std::uint32_t>(next), count});
      estimate += count * middleOf(next);
      ++next;
    }
    if (!good() || used == 0) return numbers_.refuse("histogram");
    into.min = Histogram::lowestOf(first) + numbers_.number("minimum");
    into.max = Histogram::lowestOf(next - 1) + numbers_.number("maximum");
    into.sum = estimate + unzigzag(numbers_.number("sum"));
    if (!Histogram::fit({into.buckets, into.sum, into.min, into.max})) {
      numbers_.refuse("histogram");
    }
  }
  void generator(stats::GeneratorFigures& figures) {
    if (numbers_.number("lag of loops", 1) == 1) {
      RecordedHistogram lag;
      histogram(lag);
      if (good()) lag.addTo(figures.loop_lag);
    }
    for (std::uint64_t* number :
         {&figures.loop_cpu_us, &figures.loop_time_us, &figures.max_cpu_permille, &figures.seconds,
          &figures.process_cpu_us, &figures.process_time_us}) {
      *number = numbers_.number("figure of the generator");
    }
    const auto strains = numbers_.number("strains", kStrainsBound);
    for (std::uint64_t i = 0; i < strains && good(); ++i) {
      stats::Strain& strain = figures.strains[readText(numbers_, names_, "strained place")];
      for (std::uint64_t* number : {&strain.seconds, &strain.lag_seconds, &strain.busy_seconds,
                                    &strain.lag_p99_us, &strain.cpu_permille}) {
        *number = numbers_.number("figure of a strain");
      }
    }
  }

  const Names& names_;
  base::LebReader numbers_;
  base::LebReader buckets_;
};

}  // namespace

FigureColumns encodeFigures(const stats::Slice& slice, NameTable& names) {
  FigureWriter writer(names);
  writer.slice(slice);
  return writer.take();
}

base::Result<> FigureDecoder::decode(const FigureColumns& columns, const Names& names,
                                     const FigureVisitor& visitor) {
  FigureReader in(columns, names);
  stats::Slice rest;
  in.rest(rest);
  const auto rows = in.rows();
  if (in.good()) visitor.rest(rest);
  for (std::uint64_t i = 0; i < rows && in.good(); ++i) {
    in.row(row_);
    if (in.good()) visitor.row(row_);
  }
  if (in.good() && in.atEnd()) return {};
  const char* problem = in.good() ? "end" : in.problem();
  return base::fail(base::ErrorCode::kParse, std::string("figures: bad ") + problem);
}

}  // namespace hrp::record
