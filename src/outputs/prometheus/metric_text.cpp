#include "outputs/prometheus/metric_text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <cmath>
#include <sstream>
#include <utility>

#include "outputs/connection_report.hpp"
#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/prometheus/group_metrics.hpp"
#include "outputs/run_figures.hpp"

namespace hrp::outputs {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using stats::Row;
using stats::RowKey;

constexpr std::size_t kMaxErrorLabel = 256;

struct RowMetric {
  const char* name;
  const char* help;
  MetricType type;
  bool needs_requests;  // says nothing about an interval without requests, and is left out
  double (*value)(const Row& row, base::Duration over);
};

constexpr double asDouble(std::uint64_t value) {
  return static_cast<double>(value);
}

double medianMs(const Row& row, base::Duration) {
  return toMs(asDouble(row.latency.all().valueAt(0.5)));
}
double meanMs(const Row& row, base::Duration) {
  return toMs(row.latency.all().mean());
}
double minMs(const Row& row, base::Duration) {
  return toMs(asDouble(row.latency.all().min()));
}
double maxMs(const Row& row, base::Duration) {
  return toMs(asDouble(row.latency.all().max()));
}
double requestsOf(const Row& row, base::Duration) {
  return asDouble(row.requests());
}
double failuresOf(const Row& row, base::Duration) {
  return asDouble(row.failures());
}
double resentOf(const Row& row, base::Duration) {
  return asDouble(row.resent());
}
double contentOf(const Row& row, base::Duration) {
  return meanContentBytes(row);
}
double abortedOf(const Row& row, base::Duration) {
  return asDouble(row.aborted);
}
double requestRate(const Row& row, base::Duration over) {
  return perSecond(row.requests(), over);
}
double failureRate(const Row& row, base::Duration over) {
  return perSecond(row.failures(), over);
}

constexpr auto kGauge = MetricType::Gauge;
constexpr auto kCounter = MetricType::Counter;

constexpr std::array<RowMetric, 9> kIntervalMetrics{{
    {"num_requests", "Requests in the last interval", kGauge, false, requestsOf},
    {"num_failures", "Failures in the last interval", kGauge, false, failuresOf},
    {"median_response_time", "ms, last interval", kGauge, true, medianMs},
    {"average_response_time", "ms, last interval", kGauge, true, meanMs},
    {"min_response_time", "ms, last interval", kGauge, true, minMs},
    {"max_response_time", "ms, last interval", kGauge, true, maxMs},
    {"average_content_length", "Bytes, last interval", kGauge, true, contentOf},
    {"current_rps", "Requests a second, last interval", kGauge, false, requestRate},
    {"current_fail_per_sec", "Failures a second, last interval", kGauge, false, failureRate},
}};
// The first two are gauges though they only grow: a gateway refuses a name that has another type in
// any other group, and the groups of the Go version, which it never deletes, have them as gauges.
constexpr std::array<RowMetric, 4> kRunCounts{{
    {"total_num_requests", "Requests since the start", kGauge, false, requestsOf},
    {"total_num_failures", "Failures since the start", kGauge, false, failuresOf},
    {"hrp_aborted", "Requests that the end of the run cut off", kGauge, false, abortedOf},
    {"hrp_resent", "Sent again by hrp itself, since the start", kCounter, false, resentOf},
}};
constexpr std::array<RowMetric, 2> kRunExtremes{{
    {"total_min_response_time", "ms, since the start", kGauge, true, minMs},
    {"total_max_response_time", "ms, since the start", kGauge, true, maxMs},
}};

ClientMetric labelled(const RowKey& key) {
  ClientMetric metric;
  metric.label = {{"method", validUtf8(key.type)}, {"name", validUtf8(key.name)}};
  return metric;
}

void setValue(ClientMetric& metric, MetricType type, double value) {
  if (type == kCounter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
}

void addRow(MetricFamily& family, const RowMetric& spec, const RowKey& key,
            std::pair<const Row&, base::Duration> figures) {
  if (spec.needs_requests && figures.first.requests() == 0) return;
  family.metric.push_back(labelled(key));
  setValue(family.metric.back(), spec.type, spec.value(figures.first, figures.second));
}

MetricFamily familyOf(const RowMetric& spec) {
  return {spec.name, spec.help, spec.type, {}};
}

MetricFamily summaryFamily(const char* name, stats::Histogram (*times_of)(const Row& row),
                           const stats::Slice& total) {
  MetricFamily family{
      name, "ms, since the start; quantiles do not add up", MetricType::Summary, {}};
  for (const auto& [key, row] : total.rows) {
    ClientMetric metric = labelled(key);
    const stats::Histogram times = times_of(row);
    metric.summary.sample_count = times.count();
    metric.summary.sample_sum = toMs(asDouble(times.sum()));
    for (const double quantile : {0.5, 0.9, 0.95}) {
      metric.summary.quantile.push_back({quantile, toMs(asDouble(times.valueAt(quantile)))});
    }
    family.metric.push_back(std::move(metric));
  }
  return family;
}

ClientMetric::Histogram histogramOf(const stats::Histogram& times, const BucketBorders& borders) {
  ClientMetric::Histogram histogram;
  histogram.sample_count = times.count();
  histogram.sample_sum = asDouble(times.sum()) / 1e6;
  for (const std::uint64_t border_us : borders) {
    histogram.bucket.push_back({times.countAtMost(border_us), asDouble(border_us) / 1e6});
  }
  return histogram;
}

MetricFamily histogramFamily(const stats::Slice& total, const BucketBorders& borders) {
  MetricFamily family{"response_time_seconds",
                      "Since the start; buckets may be added over workers",
                      MetricType::Histogram,
                      {}};
  for (const auto& [key, row] : total.rows) {
    ClientMetric metric = labelled(key);
    metric.histogram = histogramOf(row.latency.all(), borders);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

std::vector<MetricFamily> runFamilies(const stats::Snapshot& snapshot, const Row& total) {
  const auto state = static_cast<double>(static_cast<int>(snapshot.state));
  const std::array<std::tuple<const char*, const char*, double>, 13> values{{
      {"users", "Users now", static_cast<double>(snapshot.users)},
      {"state", "1 ready, 2 spawning, 3 running, 4 draining, 5 stopped, 6 quitting", state},
      {"duration", "Seconds since the start", toSeconds(snapshot.elapsed)},
      {"total_average_response_time", "ms, since the start", toMs(total.latency.all().mean())},
      {"total_rps", "Requests a second since the start",
       perSecond(total.requests(), snapshot.elapsed)},
      {"fail_ratio", "Failures of all requests, 0 to 1", ratio(total.failures(), total.requests())},
      {"total_fail_per_sec", "Failures a second since the start",
       perSecond(total.failures(), snapshot.elapsed)},
      {"transactions_passed", "Transactions that passed, since the start",
       asDouble(snapshot.total.transactions_passed)},
      {"transactions_failed", "Transactions that failed, since the start",
       asDouble(snapshot.total.transactions_failed)},
      {"hrp_late_starts", "Requests or iterations begun over 10 ms late, since the start",
       asDouble(snapshot.total.late_starts)},
      {"hrp_dropped_iterations", "Iterations that found no free user, since the start",
       asDouble(snapshot.total.dropped_iterations)},
      {"hrp_generator_limited", "1: hrp itself may have changed a percentile of the last interval",
       snapshot.recent.generator.limited() ? 1.0 : 0.0},
      {"hrp_generator_loop_lag_p99", "ms that an event waited for hrp, last interval",
       toMs(asDouble(snapshot.recent.generator.loop_lag.valueAt(0.99)))},
  }};
  std::vector<MetricFamily> families;
  for (const auto& [name, help, value] : values) {
    ClientMetric metric;
    metric.gauge.value = value;
    families.push_back({name, help, kGauge, {metric}});
  }
  return families;
}

// Left out as long as no custom function was called.
void addFunctionFamilies(const stats::Slice& total, std::vector<MetricFamily>& families) {
  if (total.function_calls == 0) return;
  MetricFamily calls{
      "hrp_function_calls", "Calls of custom functions, since the start", kCounter, {}};
  for (const auto& [result, count] :
       {std::pair{"passed", total.function_calls - total.function_failures},
        {"failed", total.function_failures}}) {
    ClientMetric metric;
    metric.label = {{"result", result}};
    metric.counter.value = asDouble(count);
    calls.metric.push_back(std::move(metric));
  }
  families.push_back(std::move(calls));
  ClientMetric time;
  time.counter.value = asDouble(total.function_time_us) / 1e6;
  families.push_back({"hrp_function_seconds", "That users waited for them", kCounter, {time}});
}

// Left out as long as no connection was asked for.
void addConnectionFamilies(const stats::ConnectionFigures& figures, const BucketBorders& borders,
                           std::vector<MetricFamily>& families) {
  if (figures == stats::ConnectionFigures()) return;
  const auto family = [&families](const char* name, const char* help, const char* label,
                                  std::initializer_list<std::pair<const char*, std::uint64_t>> by) {
    MetricFamily made{name, help, kCounter, {}};
    for (const auto& [value, count] : by) {
      ClientMetric metric;
      metric.label = {{label, value}};
      metric.counter.value = asDouble(count);
      made.metric.push_back(std::move(metric));
    }
    families.push_back(std::move(made));
  };
  family("hrp_connections", "Opened, failed, and requests on kept ones, since the start", "event",
         {{"opened", figures.opened}, {"failed", figures.failed}, {"reused", figures.reused}});
  family("hrp_tls_handshakes", "Since the start", "kind",
         {{"full", figures.full_handshakes}, {"resumed", figures.resumed_handshakes}});
  MetricFamily phases{"hrp_request_phase_seconds",
                      "Since the start, of all requests; buckets may be added over workers",
                      MetricType::Histogram,
                      {}};
  for (const PhaseFigure& figure : phaseFigures(figures)) {
    ClientMetric metric;
    metric.label = {{"connection", figure.kept ? "kept" : "new"}, {"phase", figure.name}};
    metric.histogram = histogramOf(*figure.times, borders);
    phases.metric.push_back(std::move(metric));
  }
  families.push_back(std::move(phases));
}

}  // namespace

void MetricText::startRun(MetricTextOptions options) {
  options_ = std::move(options);
  rows_.clear();
  histogram_rows_.clear();
  errors_.clear();
}

stats::Slice MetricText::bounded(const stats::Slice& slice, std::set<RowKey>& shown_rows,
                                 std::size_t most) {
  stats::Slice result;
  for (const auto& [key, row] : slice.rows) {
    if (shown_rows.size() < most) shown_rows.insert(key);
    const bool is_shown = shown_rows.contains(key);
    const RowKey shown = is_shown ? key : RowKey{key.type, std::string(stats::kOtherName)};
    stats::rowFor(result.rows, shown, row.in_total).merge(row);
  }
  return result;
}

std::map<MetricText::ErrorSeries, std::uint64_t> MetricText::boundedErrors(
    const stats::Slice& slice) {
  const std::string other(stats::kOtherName);
  std::map<ErrorSeries, std::uint64_t> counts;
  for (const auto& [key, row] : slice.rows) {
    for (const auto& [error, count] : row.errors) {
      std::string text(toString(error.kind));
      if (!error.message.empty()) text += ": " + error.message;
      ErrorSeries series{validUtf8(key.type), validUtf8(key.name),
                         clipped(printable(text), kMaxErrorLabel)};
      if (errors_.size() < kMaxMetricErrors) errors_.insert(series);
      if (!errors_.contains(series)) series = {validUtf8(key.type), other, other};
      counts[std::move(series)] += count;
    }
  }
  return counts;
}

std::string MetricText::build(const stats::Snapshot& snapshot) {
  std::vector<MetricFamily> families =
      snapshot.role == stats::Role::kMaster
          ? fleetFamilies(snapshot, bounded(snapshot.total, rows_, kMaxMetricRows))
          : ownFamilies(snapshot);
  addGroupFamilies(snapshot, options_, families);
  std::erase_if(families, [](const MetricFamily& family) { return family.metric.empty(); });
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return std::move(text).str();
}

std::vector<MetricFamily> MetricText::ownFamilies(const stats::Snapshot& snapshot) {
  const auto errors = boundedErrors(snapshot.total);
  const stats::Slice total = bounded(snapshot.total, rows_, kMaxMetricRows);
  const stats::Slice recent = bounded(snapshot.recent, rows_, kMaxMetricRows);
  const Row sum = totalOf(snapshot.total);
  const Row nothing;
  std::vector<MetricFamily> families = runFamilies(snapshot, sum);
  addConnectionFamilies(sum.connections, options_.borders, families);
  addFunctionFamilies(snapshot.total, families);
  for (const RowMetric& spec : kIntervalMetrics) {
    families.push_back(familyOf(spec));
    for (const auto& [key, row] : total.rows) {
      const auto found = recent.rows.find(key);
      const Row& shown = found == recent.rows.end() ? nothing : found->second;
      addRow(families.back(), spec, key, {shown, snapshot.interval});
    }
  }
  const auto add_totals = [&](const RowMetric& spec) {
    families.push_back(familyOf(spec));
    for (const auto& [key, row] : total.rows) {
      addRow(families.back(), spec, key, {row, snapshot.elapsed});
    }
  };
  for (const RowMetric& spec : kRunCounts) add_totals(spec);
  for (const RowMetric& spec : kRunExtremes) {
    add_totals(spec);
    addRow(families.back(), spec, RowKey{"", "Total"}, {sum, snapshot.elapsed});
  }
  MetricFamily error_family{"errors", "Failures by error, since the start", kCounter, {}};
  for (const auto& [series, count] : errors) {
    ClientMetric metric;
    const auto& [method, name, text] = series;
    metric.label = {{"method", method}, {"name", name}, {"error", text}};
    metric.counter.value = asDouble(count);
    error_family.metric.push_back(std::move(metric));
  }
  families.push_back(std::move(error_family));
  const auto all = [](const Row& row) { return row.latency.all(); };
  const auto passed = [](const Row& row) { return row.latency.passed; };
  families.push_back(summaryFamily("response_time", all, total));
  families.push_back(summaryFamily("hrp_passed_response_time", passed, total));
  families.push_back(histogramFamily(
      bounded(snapshot.total, histogram_rows_, kMaxBuckets / (options_.borders.size() + 1)),
      options_.borders));
  return families;
}

}  // namespace hrp::outputs
