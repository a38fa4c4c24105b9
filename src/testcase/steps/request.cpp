// Steps that send an HTTP request: `request`, also that of an api.

#include "testcase/steps/request.hpp"

#include <algorithm>
#include <utility>

#include "testcase/compile/compile_hooks.hpp"
#include "testcase/read/durations.hpp"
#include "testcase/steps/http_fields.hpp"
#include "testcase/steps/uploads.hpp"

namespace hrp::testcase {
namespace {

// A map (the document readers keep its order), or a list of maps for parts of one name.
std::vector<std::pair<std::string, Value>> readUpload(FieldReader& fields) {
  std::vector<std::pair<std::string, Value>> parts;
  const Value* upload = fields.find("upload");
  if (upload == nullptr) return parts;
  if (!upload->is_array()) {
    fields.refuse("upload", "expected a map or a list of maps, got " + kindName(*upload));
    return parts;
  }
  for (std::size_t i = 0; i < upload->size(); ++i) {
    const Value& entry = (*upload)[i];
    if (!entry.is_object()) {
      fields.refuse("upload[" + std::to_string(i) + "]",
                    "expected {name: value}, got " + kindName(entry));
      return parts;
    }
    for (const auto& [name, value] : entry.items()) parts.emplace_back(name, value);
  }
  return parts;
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

RequestStep compileRequest(const StepInput& input, const RequestModel& request,
                           Operation& operation) {
  TemplateCompiler& compiler = input.compiler;
  const ConfigModel& config = input.frame.model.config;
  RequestStep out;
  out.method = compiler.text("request.method", request.method, Stage::kBegin);
  out.method_as_written = request.method_as_written;
  out.row_type = input.step.is_api ? "api" : "request-" + request.method;
  out.url = compiler.text("request.url", request.url, Stage::kBegin);
  out.base_url = baseUrl(compiler);
  checkHost("request.url", out.url, out.base_url, compiler);
  out.params = compileFields("request.params", request.params, compiler);
  out.headers = mergeHeaders(config.headers, request.headers, compiler);
  for (const auto& [name, value] : request.cookies) {
    out.cookies.push_back(compiler.field("request.cookies", name, value));
  }
  out.body = compileBody(request, compiler, operation);
  out.timeout = toDuration(request.timeout_s.value_or(config.request_timeout_s));
  out.allow_redirects = request.allow_redirects.value_or(true);
  out.verify_tls = request.verify.value_or(config.verify);
  out.certificate = input.frame.certificate;
  out.http2 = request.http2;
  return out;
}

void compileUse(const StepModel& step, TemplateCompiler& compiler, Operation& operation,
                RequestStep& out) {
  out.setup_hooks = compileHooks(step.setup_hooks, Stage::kSend, compiler, operation);
  out.teardown_hooks = compileHooks(step.teardown_hooks, Stage::kResponse, compiler, operation);
  ResponseUse use = compileResponseUse(step, compiler, operation);
  out.extractions = std::move(use.extractions);
  out.checks = std::move(use.checks);
  out.may_change_request =
      std::any_of(out.setup_hooks.begin(), out.setup_hooks.end(),
                  [](const Hook& hook) { return hook.effect >= Hook::Effect::kReplace; });
  out.uses_request = compiler.usesRequest();
  out.uses_response = compiler.usesResponse();
}

}  // namespace

RequestModel readRequest(FieldReader& fields) {
  RequestModel out;
  out.method = fields.text("method", "GET");
  if (out.method.empty()) out.method = "GET";
  out.method_as_written = fields.boolean("method_as_written").value_or(false);
  out.url = fields.text("url");
  out.params = fields.mapOrEmpty("params");
  out.headers = fields.headerMap("headers");
  out.cookies = fields.textMap("cookies");
  for (const char* name : {"body", "json", "data"}) {
    const Value* body = fields.find(name);
    if (body == nullptr || out.body) continue;
    out.body = *body;
    out.body_from_json_field = std::string_view(name) == "json";
  }
  out.upload = readUpload(fields);
  const double timeout_s = readSeconds(fields, "timeout", 0);
  if (timeout_s > 0) out.timeout_s = timeout_s;
  out.allow_redirects = fields.boolean("allow_redirects");
  out.verify = fields.boolean("verify");
  out.http2 = fields.boolean("http2").value_or(false);
  return out;
}

template <>
const char* StepSource<RequestStep>::field() {
  return "request";
}

template <>
void StepSource<RequestStep>::read(const Value& value, FieldReader& step_fields,
                                   StepReading& /*with*/, StepModel& step) {
  FieldReader fields(value, step_fields.pathOf(field()), step_fields.state());
  step.action = readRequest(fields);
  fields.finish();
}

template <>
std::string StepSource<RequestStep>::name(const StepModel& step) {
  const auto& model = *std::any_cast<RequestModel>(&step.action);
  return model.method + " " + model.url;
}

template <>
base::Result<> StepSource<RequestStep>::compile(const StepInput& input, Operation operation) {
  const auto& model = *std::any_cast<RequestModel>(&input.step.action);
  RequestStep out = compileRequest(input, model, operation);
  compileUse(input.step, input.compiler, operation, out);
  collectUploads(input, operation, out.body.upload);
  operation.action = std::move(out);
  input.with.program().operations.push_back(std::move(operation));
  return {};
}

}  // namespace hrp::testcase
