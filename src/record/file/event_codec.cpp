#include "record/file/event_codec.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "hrp/base/leb128.hpp"

namespace hrp::record {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMaxFileWorkers = 100'000;
constexpr double kTenths = 10;  // of a percent

std::int64_t nanosecondsOf(base::Duration duration) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
}
base::Duration durationOf(const Json& json, const char* key) {
  return std::chrono::duration_cast<base::Duration>(
      std::chrono::nanoseconds(json.value(key, std::int64_t{0})));
}
std::int64_t wallOf(base::WallTime at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}
base::WallTime wallTimeOf(const Json& json, const char* key) {
  return base::WallTime(std::chrono::milliseconds(json.value(key, std::int64_t{0})));
}

// The value whose text it is; the last one of the list when none is.
template <class Enum, std::size_t N>
Enum valueNamed(const std::string& text, const std::array<Enum, N>& values) {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [&](Enum value) { return toString(value) == text; });
  return found == values.end() ? values.back() : *found;
}

constexpr std::array kStates{base::RunState::kReady,    base::RunState::kSpawning,
                             base::RunState::kRunning,  base::RunState::kStopping,
                             base::RunState::kQuitting, base::RunState::kMissing,
                             base::RunState::kStopped};
constexpr std::array kReasons{
    stats::EndReason::kLoopCount, stats::EndReason::kRunTime,   stats::EndReason::kStop,
    stats::EndReason::kQuit,      stats::EndReason::kSignal,    stats::EndReason::kNoWorkers,
    stats::EndReason::kError,     stats::EndReason::kThreshold, stats::EndReason::kNone};
constexpr std::array kVerdicts{stats::Verdict::kMet, stats::Verdict::kNotMet,
                               stats::Verdict::kUnclear};
constexpr std::array kDepartures{stats::Departure::kNoAnswer, stats::Departure::kNotPrepared,
                                 stats::Departure::kFailed, stats::Departure::kLeft,
                                 stats::Departure::kLost};

std::string textOf(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Runs `read` on the document; what does not have the right shape is one error.
template <class Value, class Read>
base::Result<Value> readDocument(std::string_view text, const char* what, Read read) {
  try {
    const Json json = Json::parse(text);
    Value value;
    read(json, value);
    return value;
  } catch (const Json::exception&) {
    return base::fail(base::ErrorCode::kParse, std::string("bad ") + what);
  }
}

Json departedOf(const stats::DepartedWorkers& workers) {
  Json list = Json::array();
  for (const auto& worker : workers) {
    list.push_back({{"id", worker.id},
                    {"how", toString(worker.how)},
                    {"complete", worker.complete},
                    {"uncounted_ns", nanosecondsOf(worker.uncounted)},
                    {"requests_per_s", worker.requests_per_s}});
  }
  return list;
}

Json thresholdsOf(const stats::ThresholdFigures& thresholds) {
  Json list = Json::array();
  for (const auto& threshold : thresholds) {
    Json spans = Json::array();
    for (const auto& span : threshold.broken) spans.push_back({span.from_s, span.to_s});
    list.push_back({{"text", threshold.text},
                    {"row", threshold.row},
                    {"metric", threshold.metric},
                    {"verdict", toString(threshold.verdict)},
                    {"value", threshold.value ? Json(*threshold.value) : Json()},
                    {"bound", threshold.bound},
                    {"unit", threshold.unit},
                    {"value_text", threshold.value_text},
                    {"why", threshold.why},
                    {"broken_now", threshold.broken_now},
                    {"ended_run", threshold.ended_run},
                    {"broken_seconds", threshold.broken_seconds},
                    {"broken", std::move(spans)}});
  }
  return list;
}

stats::ThresholdFigure thresholdOf(const Json& json) {
  stats::ThresholdFigure threshold;
  threshold.text = json.value("text", "");
  threshold.row = json.value("row", "");
  threshold.metric = json.value("metric", "");
  threshold.verdict = valueNamed(json.value("verdict", ""), kVerdicts);
  if (const Json value = json.value("value", Json()); !value.is_null()) {
    threshold.value = value.get<double>();
  }
  threshold.bound = json.value("bound", 0.0);
  threshold.unit = json.value("unit", "");
  threshold.value_text = json.value("value_text", "");
  threshold.why = json.value("why", "");
  threshold.broken_now = json.value("broken_now", false);
  threshold.ended_run = json.value("ended_run", false);
  threshold.broken_seconds = json.value("broken_seconds", std::uint64_t{0});
  for (const Json& span : json.value("broken", Json::array())) {
    threshold.broken.push_back({span.at(0).get<std::uint32_t>(), span.at(1).get<std::uint32_t>()});
  }
  return threshold;
}

std::uint64_t tenthsOf(double percent) {
  constexpr double kMost = 1e9;
  return percent > 0 ? static_cast<std::uint64_t>(std::lround(std::min(percent, kMost) * kTenths))
                     : 0;
}

}  // namespace

std::string encodeOrigin(const RunOrigin& origin) {
  Json settings = Json::array();
  for (const auto& [name, value] : origin.settings) settings.push_back({name, value});
  return textOf({{"tool", "hrp"},
                 {"version", origin.version},
                 {"role", origin.role == stats::Role::kMaster ? "master" : "standalone"},
                 {"started_at_ms", wallOf(origin.started_at)},
                 {"command", origin.command},
                 {"settings", std::move(settings)},
                 {"thresholds", thresholdsOf(origin.thresholds)}});
}

base::Result<RunOrigin> decodeOrigin(std::string_view text) {
  return readDocument<RunOrigin>(text, "origin", [](const Json& json, RunOrigin& origin) {
    origin.version = json.value("version", "");
    origin.role =
        json.value("role", "") == "master" ? stats::Role::kMaster : stats::Role::kStandalone;
    origin.started_at = wallTimeOf(json, "started_at_ms");
    origin.command = json.value("command", "");
    for (const Json& pair : json.value("settings", Json::array())) {
      origin.settings.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
    }
    for (const Json& threshold : json.value("thresholds", Json::array())) {
      origin.thresholds.push_back(thresholdOf(threshold));
    }
  });
}

std::string encodeEnd(const stats::Snapshot& end) {
  Json json{{"reason", toString(end.reason)},
            {"reason_text", end.reason_text},
            {"state", toString(end.state)},
            {"at_ms", wallOf(end.at)},
            {"elapsed_ns", nanosecondsOf(end.elapsed)},
            {"users", end.users},
            {"target_users", end.target_users},
            {"users_peak", end.users_peak},
            {"departed", departedOf(end.departed)},
            {"thresholds", thresholdsOf(end.thresholds)}};
  if (end.pushes) {
    json["pushes"] = {{"gateway", end.pushes->gateway},
                      {"sent", end.pushes->sent},
                      {"lost", end.pushes->lost},
                      {"last_arrived", end.pushes->last_arrived},
                      {"reason", end.pushes->reason}};
  }
  return textOf(json);
}

base::Result<stats::Snapshot> decodeEnd(std::string_view text) {
  return readDocument<stats::Snapshot>(text, "end", [](const Json& json, stats::Snapshot& end) {
    end.reason = valueNamed(json.value("reason", ""), kReasons);
    end.reason_text = json.value("reason_text", "");
    end.state = valueNamed(json.value("state", ""), kStates);
    end.at = wallTimeOf(json, "at_ms");
    end.elapsed = durationOf(json, "elapsed_ns");
    end.users = json.value("users", std::int64_t{0});
    end.target_users = json.value("target_users", std::int64_t{0});
    end.users_peak = json.value("users_peak", std::int64_t{0});
    for (const Json& worker : json.value("departed", Json::array())) {
      end.departed.push_back({worker.value("id", ""),
                              valueNamed(worker.value("how", ""), kDepartures),
                              worker.value("complete", false), durationOf(worker, "uncounted_ns"),
                              worker.value("requests_per_s", 0.0)});
    }
    for (const Json& threshold : json.value("thresholds", Json::array())) {
      end.thresholds.push_back(thresholdOf(threshold));
    }
    if (const auto pushes = json.find("pushes"); pushes != json.end()) {
      end.pushes = {pushes->value("gateway", ""), pushes->value("sent", std::uint64_t{0}),
                    pushes->value("lost", std::uint64_t{0}), pushes->value("last_arrived", false),
                    pushes->value("reason", "")};
    }
  });
}

std::string encodeMoment(const FleetMoment& moment, NameTable& names) {
  base::LebWriter out;
  const auto users = [&](std::int64_t count) {
    out.number(static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0)));
  };
  out.number(static_cast<std::uint64_t>(moment.state));
  users(moment.users);
  users(moment.target_users);
  out.number(moment.workers.size());
  for (const auto& worker : moment.workers) {
    writeText(out, names, worker.id);
    out.number(static_cast<std::uint64_t>(worker.state));
    users(worker.users);
    for (const double percent : {worker.process_cpu_percent, worker.machine_cpu_percent,
                                 worker.process_memory_percent, worker.machine_memory_percent}) {
      out.number(tenthsOf(percent));
    }
  }
  return out.take();
}

base::Result<FleetMoment> decodeMoment(std::string_view bytes, const Names& names) {
  constexpr auto kLastState = static_cast<std::uint64_t>(base::RunState::kMissing);
  constexpr auto kMostUsers = static_cast<std::uint64_t>(INT64_MAX);
  base::LebReader in(bytes);
  FleetMoment moment;
  moment.state = static_cast<base::RunState>(in.number("state", kLastState));
  moment.users = static_cast<std::int64_t>(in.number("users", kMostUsers));
  moment.target_users = static_cast<std::int64_t>(in.number("target users", kMostUsers));
  const auto workers = in.number("workers", kMaxFileWorkers);
  for (std::uint64_t i = 0; i < workers && in.good(); ++i) {
    stats::WorkerView worker;
    worker.id = readText(in, names, "worker");
    worker.state = static_cast<base::RunState>(in.number("state of a worker", kLastState));
    worker.users = static_cast<std::int64_t>(in.number("users of a worker", kMostUsers));
    for (double* percent : {&worker.process_cpu_percent, &worker.machine_cpu_percent,
                            &worker.process_memory_percent, &worker.machine_memory_percent}) {
      *percent = static_cast<double>(in.number("percentage")) / kTenths;
    }
    moment.workers.push_back(std::move(worker));
  }
  if (in.good() && in.atEnd()) return moment;
  return base::fail(base::ErrorCode::kParse, "bad moment");
}

}  // namespace hrp::record
