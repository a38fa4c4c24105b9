#include <algorithm>
#include <cctype>
#include <utility>

#include "testcase/compile/case_compiler.hpp"

namespace hrp::testcase {
namespace {

base::Duration toDuration(double seconds) {
  return std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(seconds));
}

bool sameHeader(std::string_view left, std::string_view right) {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

// hrp writes the chunks itself, and no other transfer coding of a request is of any use.
FieldTemplate compileHeader(const std::string& map, const std::string& name, const Value& value,
                            TemplateCompiler& compiler) {
  FieldTemplate field = compiler.field(map, name, value);
  if (!sameHeader(name, "transfer-encoding") || !field.value.isConstant()) return field;
  const std::string coding = expression::toText(field.value.constant());
  if (sameHeader(trimmed(coding), "chunked")) return field;
  compiler.diagnose(map + "." + name,
                    base::Error{base::ErrorCode::kInvalidArgument,
                                "only \"chunked\" can be sent, not \"" + coding + "\"",
                                "send a coded body with Content-Encoding instead"});
  return field;
}

// Step headers win over config headers of the same name in any case; `:name` is left out.
std::vector<FieldTemplate> mergeHeaders(const TextPairs& config, const TextPairs& step,
                                        TemplateCompiler& compiler) {
  std::vector<FieldTemplate> out;
  for (const auto& [name, value] : config) {
    const bool replaced = std::any_of(step.begin(), step.end(), [&name = name](const auto& header) {
      return sameHeader(header.first, name);
    });
    if (!replaced && !name.starts_with(':')) {
      out.push_back(compileHeader("config.headers", name, value, compiler));
    }
  }
  for (const auto& [name, value] : step) {
    if (name.starts_with(':')) continue;
    out.push_back(compileHeader("request.headers", name, value, compiler));
  }
  return out;
}

std::vector<FieldTemplate> compileFields(const std::string& path, const Value& map,
                                         TemplateCompiler& compiler) {
  std::vector<FieldTemplate> out;
  for (const auto& [name, value] : map.items()) out.push_back(compiler.field(path, name, value));
  return out;
}

void checkHost(const std::string& field, const Template& url, const VariableRef& base_url,
               TemplateCompiler& compiler) {
  if (!url.isConstant()) return;
  compiler.checkUrl(field, expression::toText(url.constant()));
  if (base_url.count > 0) return;
  if (url.source().find("://") != std::string::npos) return;
  compiler.diagnose(
      field, base::Error{base::ErrorCode::kInvalidArgument, "\"" + url.source() + "\" has no host",
                         "set base_url in config"});
}

VariableRef baseUrl(TemplateCompiler& compiler) {
  return compiler.scope().lookUp("base_url", Stage::kBegin).value_or(VariableRef{});
}

RequestBody compileBody(const RequestModel& request, TemplateCompiler& compiler,
                        Operation& operation) {
  RequestBody out;
  if (!request.upload.empty()) {
    out.kind = RequestBody::Kind::kUpload;
    for (const auto& [name, value] : request.upload) {
      const FieldTemplate part = compiler.field("request.upload", name, value);
      out.upload.push_back(UploadPart{part.name, part.value});
    }
    return out;
  }
  if (!request.body) return out;
  const std::string field = request.body_from_json_field ? "request.json" : "request.body";
  if (request.body->is_number() || request.body->is_boolean()) {
    base::Error error{base::ErrorCode::kInvalidArgument,
                      "expected text, a map or a list, got " + kindName(*request.body),
                      {}};
    operation.broken = error.within(field);
    compiler.diagnose(field, std::move(error));
    return out;
  }
  out.kind = RequestBody::Kind::kValue;
  out.from_json_field = request.body_from_json_field;
  out.value = compiler.value(field, *request.body, Stage::kBegin);
  return out;
}

// The order matters: checks see what the same step extracts, extractions do not.
template <class Step>
void compileResponseUse(const StepModel& model, TemplateCompiler& compiler, Operation& operation,
                        Step& out) {
  for (const auto& [name, source] : model.extract) {
    out.extractions.push_back(Extraction{name, 0, compiler.response("extract." + name, source)});
  }
  for (Extraction& extraction : out.extractions) {
    extraction.slot = compiler.scope().sessionSlot(extraction.name);
    operation.written_slots.push_back(extraction.slot);
  }
  for (const ValidatorModel& validator : model.validate) {
    out.checks.push_back(compiler.check(validator));
  }
}

WebSocketStep::Action actionOf(const std::string& type) {
  if (type == "ping") return WebSocketStep::Action::kPing;
  if (type == "wr") return WebSocketStep::Action::kWriteAndRead;
  if (type == "r") return WebSocketStep::Action::kRead;
  if (type == "w") return WebSocketStep::Action::kWrite;
  if (type == "close") return WebSocketStep::Action::kClose;
  return WebSocketStep::Action::kOpen;
}

}  // namespace

RequestStep compileRequest(const StepDefaults& from, const RequestModel& request,
                           TemplateCompiler& compiler, Operation& operation) {
  const StepModel& step = from.step;
  RequestStep out;
  out.method = compiler.text("request.method", request.method, Stage::kBegin);
  out.method_as_written = request.method_as_written;
  out.row_type = step.is_api ? "api" : "request-" + request.method;
  out.url = compiler.text("request.url", request.url, Stage::kBegin);
  out.base_url = baseUrl(compiler);
  checkHost("request.url", out.url, out.base_url, compiler);
  out.params = compileFields("request.params", request.params, compiler);
  out.headers = mergeHeaders(from.config.headers, request.headers, compiler);
  for (const auto& [name, value] : request.cookies) {
    out.cookies.push_back(compiler.field("request.cookies", name, value));
  }
  out.body = compileBody(request, compiler, operation);
  out.timeout = toDuration(request.timeout_s.value_or(from.config.request_timeout_s));
  out.allow_redirects = request.allow_redirects.value_or(true);
  out.verify_tls = request.verify.value_or(from.config.verify);
  out.certificate = from.certificate;
  out.http2 = request.http2;
  out.setup_hooks = compileHooks(step.setup_hooks, Stage::kSend, compiler, operation);
  out.teardown_hooks = compileHooks(step.teardown_hooks, Stage::kResponse, compiler, operation);
  compileResponseUse(step, compiler, operation, out);
  out.may_change_request =
      std::any_of(out.setup_hooks.begin(), out.setup_hooks.end(),
                  [](const Hook& hook) { return hook.effect >= Hook::Effect::kReplace; });
  out.uses_request = compiler.usesRequest();
  out.uses_response = compiler.usesResponse();
  return out;
}

WebSocketStep compileWebSocket(const StepDefaults& from, const WebSocketModel& socket,
                               TemplateCompiler& compiler, Operation& operation) {
  WebSocketStep out;
  out.action = actionOf(socket.type);
  out.row_type = "websocket-" + socket.type;
  out.url = compiler.text("websocket.url", socket.url, Stage::kBegin);
  out.base_url = baseUrl(compiler);
  checkHost("websocket.url", out.url, out.base_url, compiler);
  out.params = compileFields("websocket.params", socket.params, compiler);
  out.headers = mergeHeaders(from.config.headers, socket.headers, compiler);
  if (socket.text) out.text = compiler.value("websocket.text", *socket.text, Stage::kBegin);
  if (socket.binary) out.binary = compiler.value("websocket.binary", *socket.binary, Stage::kBegin);
  out.close_status = static_cast<std::uint16_t>(socket.close_status);
  out.timeout = toDuration(socket.timeout_ms / 1000);
  out.verify_tls = from.config.verify;
  out.certificate = from.certificate;
  compileResponseUse(from.step, compiler, operation, out);
  return out;
}

ThinkTimeStep compileThinkTime(const ThinkTimeSetting& setting, const ThinkTimeModel& think_time) {
  ThinkTimeStep out;
  out.time = toDuration(think_time.time_s);
  out.low = setting.low;
  out.high = setting.high;
  out.limit = toDuration(setting.limit_s);
  if (setting.strategy == "multiply") out.strategy = ThinkTimeStep::Strategy::kMultiply;
  if (setting.strategy == "random_percentage") {
    out.strategy = ThinkTimeStep::Strategy::kRandomPercentage;
  }
  if (setting.strategy == "ignore") out.strategy = ThinkTimeStep::Strategy::kIgnore;
  return out;
}

RendezvousStep compileRendezvous(const RendezvousModel& rendezvous) {
  RendezvousStep out;
  out.name = rendezvous.name;
  out.percent = rendezvous.percent;
  out.number = rendezvous.number;
  out.timeout = std::chrono::milliseconds(rendezvous.timeout_ms);
  return out;
}

std::string uploadPath(const std::string& value) {
  std::string_view piece = trimmed(std::string_view(value).substr(0, value.find(';')));
  if (!piece.starts_with('@')) return {};
  piece.remove_prefix(1);
  if (piece.size() >= 2 && piece.starts_with('"') && piece.ends_with('"')) {
    piece = piece.substr(1, piece.size() - 2);
  }
  return std::string(piece);
}

}  // namespace hrp::testcase
