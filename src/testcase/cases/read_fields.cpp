#include <algorithm>
#include <limits>

#include "hrp/expression/template.hpp"
#include "testcase/cases/case_reader.hpp"
#include "testcase/compile/validators.hpp"
#include "testcase/read/durations.hpp"

namespace hrp::testcase {
namespace {

using expression::Value;

void readThinkTimeSetting(FieldReader& fields, ThinkTimeSetting& out) {
  out.strategy = fields.text("strategy", "default");
  out.limit_s = readSeconds(fields, "limit", 0);
  const Value* setting = fields.find("setting");
  if (out.strategy == "multiply") {
    const double factor = setting == nullptr ? 1 : fields.number("setting").value_or(1);
    out.low = out.high = factor > 0 ? factor : 1;
  } else if (out.strategy == "random_percentage") {
    out.low = 0.5;
    out.high = 1.5;
    if (const Value* range = fields.map("setting")) {
      FieldReader inner(*range, fields.pathOf("setting"), fields.state());
      out.low = inner.number("min_percentage").value_or(out.low);
      out.high = inner.number("max_percentage").value_or(out.high);
      if (out.low < 0 || out.high < out.low) {
        fields.refuse("setting", "expected 0 <= min_percentage <= max_percentage");
      }
      inner.finish();
    }
  }
}

// The strategies of parameters are read where parameters are compiled; here only their names are.
void nameSettingFields(FieldReader& config) {
  const Value* setting = config.map("parameters_setting");
  if (setting == nullptr) return;
  FieldReader fields(*setting, config.pathOf("parameters_setting"), config.state());
  if (const Value* strategies = fields.map("strategies")) {
    for (const auto& [key, strategy] : strategies->items()) {
      FieldReader inner(strategy, fields.pathOf("strategies." + key), config.state());
      inner.finish({"name", "pick_order"});
    }
  }
  fields.finish({"pick_order", "limit"});
}

// Read and ignored, as in the Go version.
void nameSocketFields(FieldReader& config) {
  const Value* socket = config.map("websocket");
  if (socket == nullptr) return;
  FieldReader fields(*socket, config.pathOf("websocket"), config.state());
  fields.finish({"reconnection_times", "reconnection_interval", "max_message_size"});
}

// One file with the certificate and its key, or [certificate, key].
std::vector<std::string> readCert(FieldReader& config) {
  const Value* value = config.find("cert");
  if (value == nullptr) return {};
  std::vector<std::string> files;
  if (value->is_string()) {
    files.push_back(value->get<std::string>());
  } else if (value->is_array() && (value->size() == 1 || value->size() == 2)) {
    for (const Value& file : *value) {
      if (file.is_string()) files.push_back(file.get<std::string>());
    }
  }
  const bool empty =
      std::any_of(files.begin(), files.end(), [](const auto& f) { return f.empty(); });
  if (files.empty() || empty || (value->is_array() && files.size() != value->size())) {
    config.refuse("cert", "expected a PEM file or [certificate, key]");
    return {};
  }
  return files;
}

void addMissing(std::vector<std::string>& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

// The hooks of an api that its step does not have itself, behind those of the step.
void addMissingHooks(std::vector<HookModel>& hooks, const std::vector<HookModel>& of_api) {
  for (const HookModel& hook : of_api) {
    const bool taken = std::any_of(hooks.begin(), hooks.end(),
                                   [&hook](const HookModel& own) { return own.sameAs(hook); });
    if (taken) continue;
    hooks.push_back(hook);
    hooks.back().field = "api." + hook.field;
  }
}

bool isVariableName(const std::string& text) {
  return expression::referencedNames("${" + text + "}") == std::vector<std::string>{text};
}

// Texts, and maps of assignments as in HttpRunner 3.
std::vector<HookModel> readHooks(FieldReader& fields, const std::string& name) {
  std::vector<HookModel> hooks;
  const Value* entries = fields.list(name);
  if (entries == nullptr) return hooks;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const Value& entry = (*entries)[i];
    const std::string field = name + "[" + std::to_string(i) + "]";
    if (entry.is_string()) {
      hooks.push_back({{}, entry, field});
    } else if (entry.is_object() && !entry.empty()) {
      for (const auto& [variable, value] : entry.items()) {
        if (!isVariableName(variable)) {
          fields.refuse(field, "\"" + variable + "\" is not a name for a variable");
        }
        hooks.push_back({variable, value, field + "." + variable});
      }
    } else {
      fields.refuse(field, "expected text or {variable: value}, got " + kindName(entry));
    }
  }
  return hooks;
}

}  // namespace

void readConfig(FieldReader& fields, ConfigModel& config) {
  config.name = fields.text("name");
  config.base_url = fields.text("base_url");
  config.headers = fields.headerMap("headers");
  config.variables = fields.mapOrEmpty("variables");
  config.environs = fields.textMap("environs");
  config.parameters = fields.mapOrEmpty("parameters");
  config.parameters_setting = fields.mapOrEmpty("parameters_setting");
  config.exports = fields.textList("export");
  config.thresholds = fields.textList("thresholds");
  config.request_timeout_s = readSeconds(fields, "request_timeout", config.request_timeout_s);
  config.case_timeout_s = readSeconds(fields, "case_timeout", 0);
  config.verify = fields.boolean("verify").value_or(true);
  config.cert = readCert(fields);
  if (const Value* think_time = fields.map("think_time")) {
    FieldReader inner(*think_time, fields.pathOf("think_time"), fields.state());
    readThinkTimeSetting(inner, config.think_time);
    inner.finish();
  }
  const std::int64_t weight = fields.integer("weight").value_or(0);
  if (weight < 0 || weight > std::numeric_limits<int>::max()) {
    fields.refuse("weight", "expected a whole number, 0 or more");
  } else {
    config.weight = static_cast<int>(weight);
  }
  nameSettingFields(fields);
  nameSocketFields(fields);
  fields.finish({"path", "plugin", "ios", "android"});
}

void readCommonFields(FieldReader& fields, StepModel& step) {
  step.name = fields.text("name");
  step.variables = fields.mapOrEmpty("variables");
  step.setup_hooks = readHooks(fields, "setup_hooks");
  step.teardown_hooks = readHooks(fields, "teardown_hooks");
  step.extract = fields.textMap("extract");
  for (auto& [name, source] : step.extract) source = quoteHeaderNames(source);
  step.validate = readValidators(fields);
  step.exports = fields.textList("export");
}

void mergeApi(const StepModel& api, StepModel& step) {
  step.is_api = true;
  step.kind = api.kind;
  step.action = api.action;
  if (step.name.empty()) step.name = api.name;
  for (const auto& [name, value] : api.variables.items()) {
    if (!step.variables.contains(name)) step.variables[name] = value;
  }
  addMissingHooks(step.setup_hooks, api.setup_hooks);
  addMissingHooks(step.teardown_hooks, api.teardown_hooks);
  for (const auto& name : api.exports) addMissing(step.exports, name);
  const TextPairs own = step.extract;
  for (const auto& [name, source] : api.extract) {
    const auto same_name = [&key = name](const auto& pair) { return pair.first == key; };
    if (std::none_of(own.begin(), own.end(), same_name)) step.extract.emplace_back(name, source);
  }
  const std::vector<ValidatorModel> own_checks = step.validate;
  for (const ValidatorModel& check : api.validate) {
    const bool taken =
        std::any_of(own_checks.begin(), own_checks.end(),
                    [&check](const auto& own_check) { return own_check.check == check.check; });
    if (taken) continue;
    step.validate.push_back(check);
    step.validate.back().field = "api." + check.field;
  }
}

}  // namespace hrp::testcase
