#include "control/replies.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "hrp/judge/verdict_json.hpp"

namespace hrp::control {
namespace {

using Json = nlohmann::ordered_json;

// Far beyond any profile; bounds the recursion of whoever prints a value.
constexpr int kMaxDepth = 16;

std::string toLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

double seconds(base::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

// Rounded so that a line stays readable: 33.333, not 33.333333333333336.
double rounded(double value) {
  return std::round(value * 1000.0) / 1000.0;
}

double milliseconds(std::uint64_t microseconds) {
  return static_cast<double>(microseconds) / 1000.0;
}

Json workerJson(const stats::WorkerView& worker) {
  Json json;
  json["id"] = worker.id;
  json["ip"] = worker.ip;
  json["os"] = worker.os;
  json["arch"] = worker.arch;
  json["state"] = static_cast<int>(worker.state);
  json["heartbeat"] = worker.heartbeat;
  json["user_count"] = worker.users;
  json["worker_cpu_usage"] = rounded(worker.process_cpu_percent);
  json["cpu_usage"] = rounded(worker.machine_cpu_percent);
  json["cpu_warning_emitted"] = worker.cpu_warning_emitted;
  json["worker_memory_usage"] = rounded(worker.process_memory_percent);
  json["memory_usage"] = rounded(worker.machine_memory_percent);
  json["state_name"] = base::toString(worker.state);
  return json;
}

Json latencyJson(const stats::Histogram& latency) {
  Json json;
  json["min"] = milliseconds(latency.min());
  json["mean"] = rounded(latency.mean() / 1000.0);
  json["p50"] = milliseconds(latency.valueAt(0.50));
  json["p90"] = milliseconds(latency.valueAt(0.90));
  json["p95"] = milliseconds(latency.valueAt(0.95));
  json["p99"] = milliseconds(latency.valueAt(0.99));
  json["max"] = milliseconds(latency.max());
  return json;
}

Json totalJson(const stats::Snapshot& snapshot) {
  const stats::Row total = stats::totalOf(snapshot.total);
  const auto requests = static_cast<double>(total.requests());
  const double duration_s = seconds(snapshot.elapsed);
  Json json;
  json["requests"] = total.requests();
  json["failures"] = total.failures();
  json["aborted"] = total.aborted;
  json["resent"] = total.resent();
  json["rps"] = duration_s > 0 ? rounded(requests / duration_s) : 0.0;
  json["fail_ratio"] = requests > 0 ? static_cast<double>(total.failures()) / requests : 0.0;
  json["latency_ms"] = latencyJson(total.latency.all());
  json["latency_passed_ms"] = latencyJson(total.latency.passed);
  json["latency_failed_ms"] = latencyJson(total.latency.failed);
  json["transactions"]["passed"] = snapshot.total.transactions_passed;
  json["transactions"]["failed"] = snapshot.total.transactions_failed;
  json["duration_s"] = rounded(duration_s);
  json["functions"]["calls"] = snapshot.total.function_calls;
  json["functions"]["failures"] = snapshot.total.function_failures;
  json["functions"]["time_s"] = rounded(static_cast<double>(snapshot.total.function_time_us) / 1e6);
  json["late_starts"] = snapshot.total.late_starts;
  json["dropped_iterations"] = snapshot.total.dropped_iterations;
  json["dropped_requests"] = snapshot.total.dropped_requests;
  json["generator_limited"] = snapshot.total.generator.limited();
  Json& where = json["generator_limited_where"] = Json::array();
  for (const auto& [place, strain] : snapshot.total.generator.strains) where.push_back(place);
  return json;
}

void addDeparted(const stats::DepartedWorkers& workers, Json& data) {
  data["complete"] = stats::isComplete(workers);
  data["lost_workers"] = stats::lostWorkers(workers);
  data["may_be_missing"] = stats::mayBeMissing(workers);
  Json& departed = data["departed_workers"] = Json::array();
  for (const auto& worker : workers) {
    Json& json = departed.emplace_back();
    json["id"] = worker.id;
    json["how"] = stats::toString(worker.how);
    json["complete"] = worker.complete;
    json["uncounted_s"] = rounded(seconds(worker.uncounted));
    json["requests_per_s"] = rounded(worker.requests_per_s);
    json["may_be_missing"] = worker.mayBeMissing();
  }
}

bool isAvailable(const stats::WorkerView& worker) {
  return worker.state != base::RunState::kMissing && worker.state != base::RunState::kQuitting;
}

Json envelope(ReplyCode code, const std::string& message) {
  Json json;
  json["code"] = static_cast<int>(code);
  json["message"] = message;
  return json;
}

struct Refusal {
  int status;
  const char* reason;
  const char* message;
};

constexpr std::array kRefusals{
    Refusal{400, "Bad Request", "the request is malformed"},
    Refusal{408, "Request Timeout", "the request took too long to arrive"},
    Refusal{413, "Payload Too Large", "the body is too large"},
    Refusal{414, "URI Too Long", "the request line is too long"},
    Refusal{415, "Unsupported Media Type", "compressed bodies are not taken"},
    Refusal{431, "Request Header Fields Too Large", "the headers are too large"},
    Refusal{500, "Internal Server Error", "internal error"},
    Refusal{501, "Not Implemented", "only chunked is known as a transfer encoding"},
    Refusal{503, "Service Unavailable", "too many requests at the same time"},
};

const Refusal& refusalOf(int status) {
  const auto* const found =
      std::find_if(kRefusals.begin(), kRefusals.end(),
                   [status](const Refusal& refusal) { return refusal.status == status; });
  return found == kRefusals.end() ? kRefusals.front() : *found;
}

}  // namespace

std::string successReply() {
  return toLine(envelope(ReplyCode::kSuccess, "success"));
}

std::string errorReply(ReplyCode code, const std::string& message) {
  return toLine(envelope(code, message));
}

std::string errorReply(ReplyCode code, const base::Error& error) {
  const bool plain = error.hint.empty() || error.code == base::ErrorCode::kConflict;
  return errorReply(code, plain ? error.message : error.message + " - " + error.hint);
}

std::string workersReply(const stats::Snapshot& snapshot) {
  Json json = envelope(ReplyCode::kSuccess, "success");
  Json& data = json["data"] = Json::array();
  for (const stats::WorkerView& worker : snapshot.workers) data.push_back(workerJson(worker));
  return toLine(json);
}

std::string masterReply(const stats::Snapshot& snapshot) {
  Json json = envelope(ReplyCode::kSuccess, "success");
  Json& data = json["data"];
  data["current_users"] = snapshot.users;
  data["state"] = static_cast<int>(snapshot.state);
  data["target_users"] = snapshot.target_users;
  data["workers"] = std::count_if(snapshot.workers.begin(), snapshot.workers.end(), isAvailable);
  data["state_name"] = base::toString(snapshot.state);
  data["users_peak"] = snapshot.users_peak;
  data["reason"] = stats::toString(snapshot.reason);
  data["reason_text"] = snapshot.reason_text;
  addDeparted(snapshot.departed, data);
  data["total"] = totalJson(snapshot);
  data["thresholds"] = judge::verdictJson(snapshot.thresholds);
  return toLine(json);
}

std::string refusalBody(int status) {
  const ReplyCode code = status >= 500 ? ReplyCode::kServerError : ReplyCode::kParameterError;
  return errorReply(code, refusalOf(status).message);
}

std::string refusalReason(int status) {
  return refusalOf(status).reason;
}

base::Result<expression::Value> parseBody(const std::string& body) {
  bool too_deep = false;
  const auto limit_depth = [&too_deep](int depth, expression::Value::parse_event_t, auto&) {
    too_deep = too_deep || depth > kMaxDepth;
    return depth <= kMaxDepth;
  };
  try {
    expression::Value document = expression::Value::parse(body, limit_depth);
    if (too_deep) return base::fail(base::ErrorCode::kLimit, "the body is nested too deeply");
    if (!document.is_object()) {
      return base::fail(base::ErrorCode::kParse,
                        std::string("the body must be a JSON object, got ") + document.type_name());
    }
    return document;
  } catch (const nlohmann::json::exception& error) {
    const std::string text = error.what();
    const std::size_t end_of_id = text.find("] ");
    return base::fail(base::ErrorCode::kParse,
                      end_of_id == std::string::npos ? text : text.substr(end_of_id + 2));
  }
}

}  // namespace hrp::control
