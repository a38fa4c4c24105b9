#include <nlohmann/json.hpp>
#include <utility>

#include "hrp/judge/verdict_json.hpp"
#include "hrp/outputs/case_report.hpp"
#include "outputs/case/shown_body.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/json_indent.hpp"

namespace hrp::outputs {
namespace {

using Json = nlohmann::ordered_json;

struct StepCount {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

StepCount countSteps(const stats::CaseRecord& record) {
  StepCount count;
  for (const stats::StepRecord& step : record.steps) ++(step.success ? count.passed : count.failed);
  return count;
}

Json statOf(const StepCount& count) {
  return Json{{"total", count.passed + count.failed},
              {"successes", count.passed},
              {"failures", count.failed}};
}

// Values arrive as JSON text; text that is none is kept as text.
Json valueOf(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return text;
  return value;
}

Json valuesOf(const std::vector<stats::NamedText>& pairs) {
  Json map = Json::object();
  for (const auto& [name, value] : pairs) map[name] = valueOf(value);
  return map;
}

// Of several headers with one name the values are joined, as HTTP allows.
Json textsOf(const std::vector<stats::NamedText>& pairs) {
  Json map = Json::object();
  for (const auto& [name, value] : pairs) {
    if (map.contains(name)) {
      map[name] = map[name].get<std::string>() + ", " + value;
    } else {
      map[name] = value;
    }
  }
  return map;
}

Json requestOf(const stats::RequestRecord& request) {
  Json json{
      {"method", request.method}, {"url", request.url}, {"headers", textsOf(request.headers)}};
  if (request.body.empty()) return json;
  const bool is_json = isJsonType(headerValue(request.headers, "Content-Type"));
  json["body"] = is_json ? valueOf(request.body) : Json(request.body);
  return json;
}

Json responseOf(const stats::ResponseRecord& response) {
  const bool is_json = isJsonType(headerValue(response.headers, "Content-Type"));
  auto indented = is_json ? indentedJson(response.body) : std::nullopt;
  return Json{{"proto", response.version},
              {"status_code", response.status},
              {"headers", textsOf(response.headers)},
              {"cookies", textsOf(response.cookies)},
              {"body", indented ? *std::move(indented) : response.body}};
}

Json validatorsOf(const std::vector<stats::CheckRecord>& checks) {
  Json list = Json::array();
  for (const stats::CheckRecord& check : checks) {
    list.push_back(Json{{"check", check.check},
                        {"assert", check.assertion},
                        {"expect", valueOf(check.expected)},
                        {"msg", check.message},
                        {"check_value", valueOf(check.actual)},
                        {"check_result", check.passed ? "pass" : "fail"}});
  }
  return list;
}

// The Go version's names; its phases are given alone and added up, in whole milliseconds.
Json httpStatOf(const base::PhaseTimes& times) {
  const auto ms = [](base::Duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  };
  const base::Duration connected = times.dns + times.connect;
  const base::Duration ready = connected + times.tls;
  const base::Duration first_byte = ready + times.first_byte;
  return Json{{"DNSLookup", ms(times.dns)},
              {"TCPConnection", ms(times.connect)},
              {"TLSHandshake", ms(times.tls)},
              {"ServerProcessing", ms(times.first_byte)},
              {"ContentTransfer", ms(std::max(times.total - first_byte, base::Duration{}))},
              {"NameLookup", ms(times.dns)},
              {"Connect", ms(connected)},
              {"Pretransfer", ms(ready)},
              {"StartTransfer", ms(first_byte)},
              {"Total", ms(times.total)}};
}

Json recordOf(const stats::StepRecord& step) {
  const auto started =
      std::chrono::duration_cast<std::chrono::seconds>(step.started_at.time_since_epoch());
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(step.elapsed);
  Json json{{"name", step.name},
            {"start_time", started.count()},
            {"step_type", step.type},
            {"success", step.success},
            {"elapsed_ms", elapsed.count()}};
  if (!step.exchanges.empty()) {
    const stats::ExchangeRecord& last = step.exchanges.back();  // behind the redirects
    json["httpstat"] = httpStatOf(last.times);
    Json both{{"request", requestOf(last.request)}, {"response", nullptr}};
    if (last.response.status != 0 || !last.response.version.empty())
      both["response"] = responseOf(last.response);
    json["data"] = Json{{"success", step.success},
                        {"req_resps", std::move(both)},
                        {"validators", validatorsOf(step.checks)}};
  }
  json["content_size"] = step.content_size;
  Json exported = valuesOf(step.extracted);
  for (const auto& [name, value] : step.exported) exported[name] = valueOf(value);
  if (!exported.empty()) json["export_vars"] = std::move(exported);
  if (!step.error.empty()) json["attachments"] = step.error;
  return json;
}

Json timeOf(base::WallTime started_at, base::Duration elapsed) {
  return Json{{"start_at", utcTimeText(started_at)}, {"duration", toSeconds(elapsed)}};
}

Json detailOf(const stats::CaseRecord& record) {
  Json records = Json::array();
  for (const stats::StepRecord& step : record.steps) records.push_back(recordOf(step));
  const Json in_out{{"config_vars", valuesOf(record.config_variables)},
                    {"export_vars", valuesOf(record.exported)}};
  Json json{{"name", record.name},
            {"success", record.success},
            {"stat", statOf(countSteps(record))},
            {"time", timeOf(record.started_at, record.elapsed)},
            {"in_out", in_out},
            {"records", std::move(records)},
            {"root_dir", record.root}};
  if (!record.error.empty()) json["error"] = record.error;
  return json;
}

}  // namespace

std::string buildCaseSummaryJson(const CaseRun& run) {
  StepCount steps;
  std::size_t passed = 0;
  base::WallTime started_at{};
  base::WallTime ended_at{};
  Json details = Json::array();
  for (const stats::CaseRecord& record : run.cases) {
    const StepCount count = countSteps(record);
    steps.passed += count.passed;
    steps.failed += count.failed;
    passed += record.success ? 1 : 0;
    if (details.empty()) started_at = record.started_at;
    ended_at =
        record.started_at + std::chrono::duration_cast<std::chrono::milliseconds>(record.elapsed);
    details.push_back(detailOf(record));
  }
  const Json testcases{
      {"total", run.cases.size()}, {"success", passed}, {"fail", run.cases.size() - passed}};
  // There is no Go here; readers that look for the field find it empty.
  const Json platform{
      {"httprunner_version", run.version}, {"go_version", ""}, {"platform", run.platform}};
  Json json{{"success", run.success},
            {"stat", {{"testcases", testcases}, {"teststeps", statOf(steps)}}},
            {"time", timeOf(started_at,
                            std::max(ended_at - started_at, decltype(ended_at - started_at){}))},
            {"platform", platform},
            {"details", std::move(details)}};
  if (!run.thresholds.empty()) json["thresholds"] = judge::verdictJson(run.thresholds);
  return json.dump(4, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hrp::outputs
