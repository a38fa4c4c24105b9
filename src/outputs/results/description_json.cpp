#include "hrp/outputs/description_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hrp/judge/verdict_json.hpp"
#include "outputs/figure_json.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/limit_hints.hpp"
#include "outputs/results/chart_numbers.hpp"
#include "outputs/run_figures.hpp"

namespace hrp::outputs {
namespace {

using Doc = nlohmann::ordered_json;
using record::Axis;
using record::RowPoint;
using record::RunDescription;

double msOf(std::uint64_t us) {
  return toMs(static_cast<double>(us));
}

Doc timesDoc(const stats::Histogram& times) {
  Doc doc{{"count", times.count()}};
  if (times.count() > 0) doc.update(timesJson(times));
  return doc;
}

Doc axisDoc(const Axis& axis) {
  return {{"from_s", axis.from_s}, {"step_s", axis.step_s}, {"points", axis.points}};
}

// The seconds of a point that the run, which may end within it, had.
double lengthOf(const Axis& axis, std::size_t point, base::Duration elapsed) {
  const double from = static_cast<double>(point) * axis.step_s;
  const double left = toSeconds(elapsed) - from;
  return left > 0 ? std::min<double>(left, axis.step_s) : axis.step_s;
}

// What is finished after the end of the load is counted in the point of its end: over the part of
// it that the load had, one request in the last millisecond would be a thousand a second. Such a
// point has no rate unless nothing else tells one.
Doc rateAt(const Axis& axis, std::size_t point, base::Duration elapsed, std::uint64_t count) {
  const double length = lengthOf(axis, point, elapsed);
  if (length < axis.step_s && point > 0) return {};
  return roundedForChart(static_cast<double>(count) / length);
}

// Rates and percentiles of points that have them.
template <class PointList>
Doc pointsDoc(const PointList& points, const Axis& axis, base::Duration elapsed) {
  Doc rate = Doc::array();
  Doc failures = Doc::array();
  Doc p50 = Doc::array();
  Doc p95 = Doc::array();
  Doc p99 = Doc::array();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const RowPoint& point = points[i];
    const auto ms = [&](std::uint64_t us) {
      return point.requests == 0 ? Doc() : Doc(roundedForChart(msOf(us)));
    };
    rate.push_back(rateAt(axis, i, elapsed, point.requests));
    failures.push_back(rateAt(axis, i, elapsed, point.failures));
    p50.push_back(ms(point.p50_us));
    p95.push_back(ms(point.p95_us));
    p99.push_back(ms(point.p99_us));
  }
  return {{"rate", std::move(rate)},
          {"failures", std::move(failures)},
          {"p50", std::move(p50)},
          {"p95", std::move(p95)},
          {"p99", std::move(p99)}};
}

Doc seriesDoc(const RunDescription& run) {
  Doc series = pointsDoc(run.points, run.axis, run.run.elapsed);
  Doc users = Doc::array();
  Doc dropped = Doc::array();
  Doc workers = Doc::array();
  Doc limited = Doc::array();
  const auto known = [](const std::optional<std::int64_t>& count) {
    return count ? Doc(*count) : Doc();
  };
  for (std::size_t i = 0; i < run.points.size(); ++i) {
    const record::Point& point = run.points[i];
    users.push_back(known(point.users));
    workers.push_back(known(point.workers));
    dropped.push_back(rateAt(run.axis, i, run.run.elapsed, point.dropped));
    limited.push_back(point.limited ? 1 : 0);
  }
  series["users"] = std::move(users);
  series["dropped"] = std::move(dropped);
  if (run.run.role == stats::Role::kMaster) series["workers"] = std::move(workers);
  series["limited"] = std::move(limited);
  return series;
}

Doc heatDoc(const RunDescription& run) {
  const HeatMap map = heatMapOf(run.heat);
  Doc edges = Doc::array();
  for (const std::uint64_t edge : map.edges_us) edges.push_back(msOf(edge));
  Doc counts = Doc::array();
  for (const auto& column : map.columns) {
    Doc pairs = Doc::array();
    for (const auto& [bucket, count] : column) {
      pairs.push_back(bucket);
      pairs.push_back(count);
    }
    counts.push_back(std::move(pairs));
  }
  Doc doc = axisDoc(run.heat_axis);
  doc["edges_ms"] = std::move(edges);
  doc["counts"] = std::move(counts);
  return doc;
}

Doc distributionDoc(const stats::Histogram& times) {
  Doc list = Doc::array();
  for (const auto& [upper, count] : distributionOf(times)) {
    list.push_back({msOf(upper), count});
  }
  return list;
}

Doc rowDoc(const stats::RowKey& key, const stats::Row& row, base::Duration elapsed) {
  const stats::Histogram all = row.latency.all();
  return {{"type", key.type},
          {"name", key.name},
          {"in_total", row.in_total},
          {"requests", row.requests()},
          {"failures", row.failures()},
          {"aborted", row.aborted},
          {"resent", row.resent()},
          {"rps", perSecond(row.requests(), elapsed)},
          {"latency_ms", timesDoc(all)},
          {"passed_ms", timesDoc(row.latency.passed)},
          {"failed_ms", timesDoc(row.latency.failed)},
          {"bytes_sent", row.bytes_sent},
          {"bytes_received", row.bytes_received},
          {"distribution", distributionDoc(all)}};
}

Doc rowsDoc(const RunDescription& run) {
  Doc rows = Doc::array();
  for (const auto& [key, row] : run.run.total.rows) {
    Doc doc = rowDoc(key, row, run.run.elapsed);
    if (const auto points = run.row_points.find(key); points != run.row_points.end()) {
      doc["series"] = pointsDoc(points->second, run.row_axis, run.run.elapsed);
    }
    rows.push_back(std::move(doc));
  }
  return rows;
}

Doc errorsDoc(const RunDescription& run) {
  Doc errors = Doc::array();
  for (const ErrorFigure& figure : errorsByCount(run.run.total)) {
    Doc doc{{"type", figure.row->type},
            {"name", figure.row->name},
            {"kind", toString(figure.error->kind)},
            {"message", figure.error->message},
            {"count", figure.count},
            {"samples", Doc::array()}};
    const auto row = run.error_spans.find(*figure.row);
    if (row != run.error_spans.end()) {
      if (const auto span = row->second.find(*figure.error); span != row->second.end()) {
        doc["first_s"] = span->second.first_s;
        doc["last_s"] = span->second.last_s;
      }
    }
    errors.push_back(std::move(doc));
  }
  return errors;
}

Doc workersDoc(const stats::Snapshot& run) {
  Doc workers = Doc::array();
  for (const auto& worker : run.workers) {
    const auto departed = std::ranges::find(run.departed, worker.id, &stats::DepartedWorker::id);
    const bool is_gone = departed != run.departed.end();
    workers.push_back({{"id", worker.id},
                       {"state", toString(worker.state)},
                       {"users", worker.users},
                       {"cpu_percent", worker.process_cpu_percent},
                       {"memory_percent", worker.process_memory_percent},
                       {"how", is_gone ? Doc(toString(departed->how)) : Doc()},
                       {"complete", !is_gone || departed->complete}});
  }
  for (const auto& worker : run.departed) {
    if (std::ranges::find(run.workers, worker.id, &stats::WorkerView::id) != run.workers.end()) {
      continue;
    }
    workers.push_back({{"id", worker.id},
                       {"state", toString(worker.how)},
                       {"rps", worker.requests_per_s},
                       {"how", toString(worker.how)},
                       {"complete", worker.complete}});
  }
  return workers;
}

// The thresholds are those of the summary file; a window has none of its own.
Doc verdictDoc(const stats::ThresholdFigures& thresholds) {
  stats::Verdict worst = stats::Verdict::kMet;
  for (const auto& threshold : thresholds) {
    if (worst == stats::Verdict::kNotMet || threshold.verdict == stats::Verdict::kMet) continue;
    worst = threshold.verdict;
  }
  const std::string_view result = thresholds.empty() ? "none" : toString(worst);
  return {
      {"result", result}, {"of_whole_run", true}, {"thresholds", judge::verdictJson(thresholds)}};
}

Doc generatorDoc(const stats::GeneratorFigures& figures) {
  Doc where = Doc::array();
  for (const auto& [place, strain] : figures.strains) {
    where.push_back({{"place", place},
                     {"seconds", strain.seconds},
                     {"lag_p99_ms", msOf(strain.lag_p99_us)},
                     {"cpu_percent", static_cast<double>(strain.cpu_permille) / 10}});
  }
  return {{"limited", figures.limited()}, {"where", std::move(where)}};
}

void addConnections(const stats::ConnectionFigures& figures, Doc& doc) {
  if (figures == stats::ConnectionFigures()) return;
  doc["connections"] = connectionsJson(figures);
  doc["phases"] = phasesJson(figures);
}

Doc runDoc(const RunDescription& run) {
  const bool is_over = run.run.state != base::RunState::kRunning;
  return {{"title", "hrp boom"},
          {"started_at", utcTimeText(run.run.started_at)},
          {"duration_s", toSeconds(run.run.elapsed)},
          {"reason", toString(run.run.reason)},
          {"reason_text", run.run.reason_text},
          {"state", is_over ? "ended" : "running"},
          {"role", run.run.role == stats::Role::kMaster ? "master" : "standalone"},
          {"command", run.origin.command}};
}

}  // namespace

std::string descriptionJson(const RunDescription& run) {
  const stats::Slice& total = run.run.total;
  const stats::Row sum = totalOf(total);
  Doc settings = Doc::array();
  for (const auto& [name, value] : run.origin.settings) settings.push_back({name, value});
  Doc all = rowDoc({"", "Total"}, sum, run.run.elapsed);
  all["series"] = pointsDoc(run.total_points, run.row_axis, run.run.elapsed);
  Doc doc{{"schema", 1},
          {"tool", "hrp"},
          {"version", run.origin.version},
          {"run", runDoc(run)},
          {"settings", std::move(settings)},
          {"verdict", verdictDoc(run.run.thresholds)},
          {"window", run.is_whole ? Doc() : Doc::array({run.window.from_s, run.window.to_s})},
          {"axis", axisDoc(run.axis)},
          {"series", seriesDoc(run)},
          {"heatmap", heatDoc(run)},
          {"row_axis", axisDoc(run.row_axis)},
          {"total", std::move(all)},
          {"rows", rowsDoc(run)},
          {"errors", errorsDoc(run)},
          {"samples", Doc::array()},
          {"status_codes", statusCodesJson(total)},
          {"transactions",
           {{"passed", total.transactions_passed}, {"failed", total.transactions_failed}}},
          {"iterations", total.iterations},
          {"users_peak", run.run.users_peak},
          {"dropped_iterations", total.dropped_iterations},
          {"dropped_requests", total.dropped_requests},
          {"late_starts", total.late_starts},
          {"workers", workersDoc(run.run)},
          {"generator", generatorDoc(total.generator)},
          {"hints", limitHints(total)}};
  addConnections(sum.connections, doc);
  return doc.dump(-1, ' ', false, Doc::error_handler_t::replace);
}

}  // namespace hrp::outputs
