// Steps on a WebSocket: `websocket`.

#include "testcase/steps/websocket.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "testcase/read/durations.hpp"
#include "testcase/steps/http_fields.hpp"

namespace hrp::testcase {
namespace {

WebSocketStep::Action actionOf(const std::string& type) {
  if (type == "ping") return WebSocketStep::Action::kPing;
  if (type == "wr") return WebSocketStep::Action::kWriteAndRead;
  if (type == "r") return WebSocketStep::Action::kRead;
  if (type == "w") return WebSocketStep::Action::kWrite;
  if (type == "close") return WebSocketStep::Action::kClose;
  return WebSocketStep::Action::kOpen;
}

}  // namespace

WebSocketModel readWebSocket(FieldReader& fields) {
  WebSocketModel out;
  out.type = fields.text("type");
  static const std::set<std::string> kTypes = {"open", "ping", "wr", "r", "w", "close"};
  if (!kTypes.contains(out.type)) {
    fields.refuse("type", "expected open, ping, wr, r, w or close");
  }
  out.url = fields.text("url");
  out.params = fields.mapOrEmpty("params");
  out.headers = fields.headerMap("headers");
  if (const Value* text = fields.find("text")) out.text = *text;
  if (const Value* binary = fields.find("binary")) out.binary = *binary;
  const std::int64_t status = fields.integer("close_status").value_or(1000);
  out.close_status = status >= 1000 && status <= 4999 ? status : 1000;
  const double timeout_ms = fields.number("timeout").value_or(0);
  if (timeout_ms > 0) out.timeout_ms = std::min(timeout_ms, kMaxSeconds * 1000);
  // The Go version reads these and does nothing with them.
  for (const char* name : {"new_connection", "cookies"}) static_cast<void>(fields.find(name));
  return out;
}

template <>
const char* StepSource<WebSocketStep>::field() {
  return "websocket";
}

template <>
void StepSource<WebSocketStep>::read(const Value& value, FieldReader& step_fields,
                                     StepReading& /*with*/, StepModel& step) {
  FieldReader fields(value, field(), step_fields.state());
  step.action = readWebSocket(fields);
  fields.finish();
}

template <>
std::string StepSource<WebSocketStep>::name(const StepModel& step) {
  const auto& model = *std::any_cast<WebSocketModel>(&step.action);
  return model.type + " " + model.url;
}

template <>
base::Result<> StepSource<WebSocketStep>::compile(const StepInput& input, Operation operation) {
  const auto& socket = *std::any_cast<WebSocketModel>(&input.step.action);
  const ConfigModel& config = input.frame.model.config;
  TemplateCompiler& compiler = input.compiler;
  WebSocketStep out;
  out.action = actionOf(socket.type);
  out.row_type = "websocket-" + socket.type;
  out.url = compiler.text("websocket.url", socket.url, Stage::kBegin);
  out.base_url = baseUrl(compiler);
  checkHost("websocket.url", out.url, out.base_url, compiler);
  out.params = compileFields("websocket.params", socket.params, compiler);
  out.headers = mergeHeaders(config.headers, socket.headers, compiler);
  if (socket.text) out.text = compiler.value("websocket.text", *socket.text, Stage::kBegin);
  if (socket.binary) out.binary = compiler.value("websocket.binary", *socket.binary, Stage::kBegin);
  out.close_status = static_cast<std::uint16_t>(socket.close_status);
  out.timeout = toDuration(socket.timeout_ms / 1000);
  out.verify_tls = config.verify;
  out.certificate = input.frame.certificate;
  ResponseUse use = compileResponseUse(input.step, compiler, operation);
  out.extractions = std::move(use.extractions);
  out.checks = std::move(use.checks);
  operation.action = std::move(out);
  input.with.program().operations.push_back(std::move(operation));
  return {};
}

}  // namespace hrp::testcase
