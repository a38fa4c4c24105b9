#pragma once
// Records of a small run, as `hrp run` makes them, for the tests of what shows them.

#include "hrp/stats/case_record.hpp"

namespace hrp::outputs {

inline stats::ExchangeRecord loginExchange() {
  using namespace std::chrono_literals;
  stats::ExchangeRecord exchange;
  exchange.request = {"POST",
                      "http://127.0.0.1:8000/login?a=<1>",
                      "HTTP/1.1",
                      {{"Content-Type", "application/json"}, {"Authorization", "Bearer secret"}},
                      R"({"user":"ann"})"};
  exchange.response.version = "HTTP/1.1";
  exchange.response.status = 200;
  exchange.response.reason = "OK";
  exchange.response.headers = {{"Content-Type", "application/json"}, {"Set-Cookie", "sid=1"}};
  exchange.response.cookies = {{"sid", "1"}};
  exchange.response.body = R"({"token":"t<&>","id":9007199254740993})";
  exchange.times = {100us, 200us, 0us, 700us, 1200us, false};
  exchange.peer = "127.0.0.1:8000";
  return exchange;
}

inline stats::StepRecord loginStep() {
  stats::StepRecord step;
  step.name = "get token";
  step.type = "request";
  step.success = false;
  step.elapsed = std::chrono::microseconds(1500);
  step.started_at = base::WallTime(std::chrono::milliseconds(1'700'000'000'250));
  step.content_size = 38;
  step.exchanges = {loginExchange()};
  step.extracted = {{"token", R"("t<&>")"}};
  step.checks = {{"status_code", "eq", "200", "200", "", "", true},
                 {"body.id", "equal", "1", "9007199254740993", "the id", "not equal", false}};
  step.exported = {{"sid", R"("1")"}};
  step.error_kind = base::ErrorKind::kCheck;
  step.error = "body.id: not equal";
  return step;
}

inline stats::CaseRecord loginCase() {
  stats::CaseRecord record;
  record.name = "log <in>";
  record.file = "examples/login.yaml";
  record.root = "/project";
  record.iteration = 2;
  record.iterations = 3;
  record.success = false;
  record.started_at = base::WallTime(std::chrono::milliseconds(1'700'000'000'000));
  record.elapsed = std::chrono::milliseconds(20);
  stats::StepRecord pause;
  pause.name = "wait";
  pause.type = "thinktime";
  pause.elapsed = std::chrono::milliseconds(10);
  record.steps = {pause, loginStep()};
  record.config_variables = {{"user", R"("ann")"}, {"big", "9007199254740993"}};
  record.exported = {{"token", R"("t<&>")"}};
  return record;
}

}  // namespace hrp::outputs
