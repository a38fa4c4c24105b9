#include "hrp/outputs/summary_json.hpp"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "hrp/judge/verdict_json.hpp"
#include "outputs/figure_json.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/generator_text.hpp"
#include "outputs/limit_hints.hpp"
#include "outputs/run_figures.hpp"

namespace hrp::outputs {
namespace {

using Json = nlohmann::ordered_json;

// Under `name` those of all, and beside it of those that passed and of those that failed.
void addTimes(const std::string& name, const stats::OutcomeTimes& times, Json& json) {
  json[name + "_ms"] = timesJson(times.all());
  json[name + "_passed_ms"] = timesJson(times.passed);
  json[name + "_failed_ms"] = timesJson(times.failed);
}

Json rowOf(const stats::RowKey& key, const stats::Row& row, base::Duration elapsed) {
  Json json{{"type", key.type},
            {"name", key.name},
            {"requests", row.requests()},
            {"failures", row.failures()},
            {"aborted", row.aborted},
            {"resent", row.resent()},
            {"rps", perSecond(row.requests(), elapsed)},
            {"bytes_sent", row.bytes_sent},
            {"bytes_received", row.bytes_received}};
  addTimes("latency", row.latency, json);
  if (row.service_time.count() > 0) addTimes("service_time", row.service_time, json);
  if (row.connections != stats::ConnectionFigures()) {
    json["connections"] = connectionsJson(row.connections);
    json["phases_ms"] = phasesJson(row.connections);
  }
  return json;
}

Json generatorOf(const stats::Slice& total) {
  const stats::GeneratorFigures& figures = total.generator;
  const stats::Histogram& lag = figures.loop_lag;
  const auto ms = [](std::uint64_t us) { return toMs(static_cast<double>(us)); };
  Json where = Json::array();
  for (const auto& [place, strain] : figures.strains) {
    where.push_back(Json{{"place", place},
                         {"seconds", strain.seconds},
                         {"lag_seconds", strain.lag_seconds},
                         {"busy_seconds", strain.busy_seconds},
                         {"lag_p99_ms", ms(strain.lag_p99_us)},
                         {"cpu_percent", static_cast<double>(strain.cpu_permille) / 10}});
  }
  return Json{
      {"limited", figures.limited()},
      {"where", std::move(where)},
      {"loop_lag_ms",
       {{"p50", ms(lag.valueAt(0.5))}, {"p99", ms(lag.valueAt(0.99))}, {"max", ms(lag.max())}}},
      {"longest_turn_ms", ms(total.max_loop_lag_us)},
      {"loop_cpu_percent", percentOf(figures.loop_cpu_us, figures.loop_time_us)},
      {"busiest_loop_percent", static_cast<double>(figures.max_cpu_permille) / 10},
      {"process_cpu_percent", percentOf(figures.process_cpu_us, figures.process_time_us)}};
}

Json errorsOf(const stats::Slice& total) {
  Json errors = Json::array();
  for (const ErrorFigure& figure : errorsByCount(total)) {
    errors.push_back(Json{{"type", figure.row->type},
                          {"name", figure.row->name},
                          {"kind", toString(figure.error->kind)},
                          {"message", figure.error->message},
                          {"count", figure.count}});
  }
  return errors;
}

void addDeparted(const stats::DepartedWorkers& workers, Json& json) {
  json["lost_workers"] = stats::lostWorkers(workers);
  json["may_be_missing"] = stats::mayBeMissing(workers);
  Json& departed = json["departed_workers"] = Json::array();
  for (const auto& worker : workers) {
    departed.push_back(Json{{"id", worker.id},
                            {"how", toString(worker.how)},
                            {"complete", worker.complete},
                            {"uncounted_s", toSeconds(worker.uncounted)},
                            {"requests_per_s", worker.requests_per_s},
                            {"may_be_missing", worker.mayBeMissing()}});
  }
}

// Of the rows in the total; points without requests have no times.
Json timelineOf(const std::vector<stats::RunStatistics::TimelinePoint>& timeline) {
  Json points = Json::array();
  for (const auto& point : timeline) {
    const stats::Histogram times = point.latency.all();
    Json json{{"second", point.first_second},
              {"seconds", point.seconds},
              {"requests", point.latency.count()},
              {"failures", point.latency.failed.count()}};
    if (times.count() > 0) {
      for (const auto& [name, quantile] :
           {std::pair{"p50_ms", 0.5}, {"p95_ms", 0.95}, {"p99_ms", 0.99}}) {
        json[name] = toMs(static_cast<double>(times.valueAt(quantile)));
      }
    }
    points.push_back(std::move(json));
  }
  return points;
}

void addContext(const SummaryContext& context, Json& json) {
  if (!context.version.empty()) json["version"] = context.version;
  if (!context.command.empty()) json["command"] = context.command;
  if (!context.settings.empty()) {
    Json& settings = json["settings"] = Json::object();
    for (const auto& [name, value] : context.settings) settings[name] = value;
  }
  if (!context.timeline.empty()) json["timeline"] = timelineOf(context.timeline);
}

}  // namespace

std::string buildSummaryJson(const stats::Snapshot& snapshot, const SummaryContext& context) {
  const stats::Slice& total = snapshot.total;
  const bool is_master = snapshot.role == stats::Role::kMaster;
  Json rows = Json::array();
  for (const auto& [key, row] : total.rows) rows.push_back(rowOf(key, row, snapshot.elapsed));
  const Json transactions{{"passed", total.transactions_passed},
                          {"failed", total.transactions_failed}};
  Json json{{"schema", 1},
            {"started_at", utcTimeText(snapshot.started_at)},
            {"duration_s", toSeconds(snapshot.elapsed)},
            {"reason", toString(snapshot.reason)},
            {"reason_text", snapshot.reason_text},
            {"workers", is_master ? workersOfTheRun(snapshot) : 1},
            {"complete", stats::isComplete(snapshot.departed)},
            {"users_peak", snapshot.users_peak},
            {"total", rowOf({"", "Total"}, totalOf(total), snapshot.elapsed)},
            {"rows", std::move(rows)},
            {"transactions", transactions},
            {"iterations", total.iterations},
            {"errors", errorsOf(total)},
            {"status_codes", statusCodesJson(total)}};
  if (isPaced(total)) json["late_starts"] = total.late_starts;
  if (isPaced(total) || total.dropped_iterations > 0) {
    json["dropped_iterations"] = total.dropped_iterations;
  }
  if (isPaced(total) || total.dropped_requests > 0) {
    json["dropped_requests"] = total.dropped_requests;
  }
  if (total.generator.seconds > 0) json["generator"] = generatorOf(total);
  if (total.function_calls > 0) {
    json["functions"] = {{"calls", total.function_calls},
                         {"failures", total.function_failures},
                         {"time_s", static_cast<double>(total.function_time_us) / 1e6}};
  }
  for (const char* key : {"connections", "phases_ms"}) {
    if (json["total"].contains(key)) json[key] = json["total"][key];
  }
  if (const auto hints = limitHints(total); !hints.empty()) json["limit_hints"] = hints;
  if (const auto& pushes = snapshot.pushes) {
    json["metrics"] = {{"gateway", pushes->gateway},
                       {"pushes", pushes->sent},
                       {"lost", pushes->lost},
                       {"last_arrived", pushes->last_arrived},
                       {"reason", pushes->reason}};
  }
  if (is_master) addDeparted(snapshot.departed, json);
  if (!snapshot.thresholds.empty()) json["thresholds"] = judge::verdictJson(snapshot.thresholds);
  addContext(context, json);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

SummaryJsonOutput::SummaryJsonOutput(std::string path) : file_(std::move(path)) {}

void SummaryJsonOutput::onSnapshot(const stats::Snapshot&) {}

void SummaryJsonOutput::onRunEnded(const stats::Snapshot& final_snapshot) {
  error_.reset();
  auto written = file_.write(buildSummaryJson(final_snapshot, context_));
  if (written) return;
  error_ = std::move(written).error();
  spdlog::error("summary: {}", error_->message);
}

}  // namespace hrp::outputs
