#include "testcase/cases/case_compiler.hpp"

#include <set>
#include <utility>

#include "testcase/cases/client_certificate.hpp"
#include "testcase/compile/compile_parameters.hpp"
#include "testcase/compile/variable_order.hpp"
#include "testcase/read/durations.hpp"

namespace hrp::testcase {
namespace {

constexpr std::size_t kMaxOperations = 100'000;

// The first problem of a config as an error of its file.
base::Error configError(const Diagnostic& diagnostic) {
  base::Error error = diagnostic.error;
  return error.within(diagnostic.field).within(diagnostic.file);
}

// A new iteration need not unset what its row sets anyway: such slots keep the memory of their
// texts. Rows that are written in the testcase may read what others set, and find it unset.
void keepColumnsOfFiles(Program& program) {
  if (!program.parameters) return;
  std::set<Slot> columns;
  for (const ParameterSet::Table& table : program.parameters->tables) {
    if (!table.csv || table.size() == 0) return;
    columns.insert(table.slots.begin(), table.slots.end());
  }
  std::erase_if(program.session_slots, [&](Slot slot) { return columns.contains(slot); });
}

}  // namespace

TemplateCompiler CaseCompiler::templatesFor(CaseFrame& frame, const std::string& step) {
  const Project& project = frame.model.project;
  TemplateCompiler::Target target{*program_, frame.scope, SourcePlace{frame.model.file, step}};
  target.functions_file = project.functions_file;
  target.check_url = check_url_;
  if (!project.functions_file.empty()) {
    target.find_custom = [this, &model = frame.model](std::string_view name) {
      return findCustom(model, name);
    };
  }
  return TemplateCompiler(std::move(target));
}

const expression::Function* CaseCompiler::findCustom(const CaseModel& model,
                                                     std::string_view name) {
  const auto opened = context_.customFunctions(model.project, model.config.environs);
  if (!opened) {
    if (!custom_problem_) custom_problem_ = opened.error();
    return nullptr;
  }
  const LoadContext::CustomTable& table = *opened;
  const expression::Function* found = table ? table->find(name) : nullptr;
  if (found == nullptr) return nullptr;
  auto& kept = program_->custom_functions;
  if (std::find(kept.begin(), kept.end(), table) == kept.end()) kept.push_back(table);
  return found;
}

std::vector<Value>& CaseCompiler::loadValues() {
  load_values_.resize(slots_.names().size(), expression::unsetValue());
  return load_values_;
}

base::Result<std::shared_ptr<const Program>> CaseCompiler::compile(const CaseModel& model) {
  auto program = compileAll(model);
  // Whatever else there is to say, its functions are missing for this reason.
  if (custom_problem_) return base::fail(*custom_problem_);
  return program;
}

base::Result<std::shared_ptr<const Program>> CaseCompiler::compileAll(const CaseModel& model) {
  Program& program = *program_;
  CaseScope scope(slots_, nullptr);
  CaseFrame frame{model, scope, {}, program.config_variables};
  program.file = model.file;
  program.weight = model.config.weight;
  program.case_timeout = toDuration(model.config.case_timeout_s);
  program.root = model.project.root;
  program.thresholds = model.config.thresholds;
  if (auto done = compileConfig(frame); !done) return base::fail(std::move(done.error()));
  nameConfig(scope);
  if (auto done = compileParameters(frame); !done) return base::fail(std::move(done.error()));
  if (auto done = compileSteps(frame); !done) return base::fail(std::move(done.error()));
  if (slots_.overflowed()) {
    return base::fail(base::ErrorCode::kLimit, model.file + ": more than 65535 variables");
  }
  scope.beginStep();
  for (const std::string& name : model.config.exports) {
    program.exports.push_back({name, scope.lookUp(name, Stage::kBegin).value_or(VariableRef{})});
  }
  program.session_slots = scope.sessionSlots();
  keepColumnsOfFiles(program);
  program.slot_names = slots_.names();
  program.slot_count = program.slot_names.size();
  program.step_name_slot = slots_.specialIfUsed(kStepNameVariable);
  program.request_slot = slots_.specialIfUsed(kRequestVariable);
  program.response_slot = slots_.specialIfUsed(kResponseVariable);
  return std::shared_ptr<const Program>(program_);
}

// Before any step: later slots belong to sessions, steps and other testcases.
void CaseCompiler::nameConfig(CaseScope& scope) {
  const std::set<std::string> names(slots_.names().begin(), slots_.names().end());
  for (const std::string& name : names) {
    if (const auto variable = scope.lookUp(name, Stage::kBegin)) {
      program_->config_names.push_back({name, *variable});
    }
  }
}

void CaseCompiler::compileEnvirons(CaseFrame& frame, TemplateCompiler& compiler) {
  std::map<std::string, std::string> literal;  // of .env: data, never evaluated
  for (const auto& [name, value] : frame.model.project.environment) literal[name] = value;
  for (const auto& [name, value] : literal) {
    program_->fixed_variables.emplace_back(frame.scope.environSlot(name, true), Value(value));
  }
  for (const auto& [name, value] : frame.model.config.environs) {
    if (literal.contains(name)) continue;
    const bool constant = value.find('$') == std::string::npos;
    const Slot slot = frame.scope.environSlot(name, constant);
    if (constant) {
      program_->fixed_variables.emplace_back(slot, Value(std::string(trimmed(value))));
    } else {
      frame.config_variables.push_back(
          Assignment{slot, name, compiler.value("environs." + name, value, Stage::kConfig)});
    }
    literal[name] = value;
  }
  const std::string& base_url = frame.model.config.base_url;
  if (base_url.empty() || literal.contains("base_url")) return;
  const ValueTemplate compiled = compiler.value("base_url", base_url, Stage::kConfig);
  const Slot slot = frame.scope.environSlot("base_url", false);
  if (compiled.isConstant()) {
    compiler.checkUrl("base_url", expression::toText(compiled.constant()));
    program_->fixed_variables.emplace_back(slot, compiled.constant());
  } else {
    frame.config_variables.push_back(Assignment{slot, "base_url", compiled});
  }
}

base::Result<> CaseCompiler::compileConfigVariables(CaseFrame& frame, TemplateCompiler& compiler) {
  const Value& variables = frame.model.config.variables;
  auto order = variableOrder(variables);
  if (!order) {
    return base::fail(order.error().within("config.variables").within(frame.model.file));
  }
  for (const auto& [name, value] : frame.model.project.environment) {
    static_cast<void>(frame.scope.environSlot(name, true));
  }
  for (const auto& [name, value] : frame.model.config.environs) {
    if (value.find('$') == std::string::npos)
      static_cast<void>(frame.scope.environSlot(name, true));
  }
  for (const std::string& name : *order) static_cast<void>(frame.scope.configSlot(name));
  std::string undefined;
  for (const std::string& name : *order) {
    for (const std::string& reference : expression::referencedNames(variables[name])) {
      if (!frame.scope.lookUp(reference, Stage::kConfig)) undefined += " " + reference;
    }
  }
  if (!undefined.empty()) {
    return base::fail(base::ErrorCode::kBadVariables,
                      frame.model.file + ": config.variables: variable not defined: [" +
                          undefined.substr(1) + "]",
                      "config variables may refer to other config variables and .env only");
  }
  for (const std::string& name : *order) {
    frame.config_variables.push_back(
        Assignment{frame.scope.configSlot(name), name,
                   compiler.value("config.variables." + name, variables[name], Stage::kConfig)});
  }
  return {};
}

base::Result<> CaseCompiler::compileConfig(CaseFrame& frame) {
  for (const auto& [name, value] : frame.model.project.environment) {
    context_.setEnvironment(name, value);
  }
  const std::size_t known = program_->diagnostics.size();
  TemplateCompiler compiler = templatesFor(frame, "");
  if (auto done = compileConfigVariables(frame, compiler); !done) return done;
  compileEnvirons(frame, compiler);
  if (program_->diagnostics.size() > known) {
    return base::fail(configError(program_->diagnostics[known]));
  }
  if (auto done = evaluateConfig(frame.config_variables, frame.model); !done) return done;
  if (auto done = loadCertificate(frame); !done) return done;
  if (!frame.name_prefix.empty()) return {};
  for (const Assignment& variable : frame.config_variables) {
    program_->config_values.emplace_back(variable.slot, loadValues()[variable.slot]);
  }
  const Template name = compiler.text("config.name", frame.model.config.name, Stage::kConfig);
  if (program_->diagnostics.size() > known) {
    return base::fail(configError(program_->diagnostics[known]));
  }
  const auto value = name.evaluate({loadValues(), &context_});
  program_->name = value ? expression::toText(*value) : frame.model.config.name;
  return {};
}

base::Result<> CaseCompiler::loadCertificate(CaseFrame& frame) {
  std::vector<std::string> files;
  for (const std::string& written : frame.model.config.cert) {
    const std::size_t known = program_->diagnostics.size();
    TemplateCompiler compiler = templatesFor(frame, "");
    const Template path = compiler.text("config.cert", written, Stage::kConfig);
    if (program_->diagnostics.size() > known) {
      return base::fail(configError(program_->diagnostics[known]));
    }
    const auto value = path.evaluate({loadValues(), &context_});
    if (!value) return base::fail(value.error().within("config.cert").within(frame.model.file));
    files.push_back(absolutePath(frame.model.project.root, expression::toText(*value)));
  }
  if (files.empty()) return {};
  auto loaded = readClientCertificate(files, context_.files());
  if (!loaded) return base::fail(loaded.error().within("config.cert").within(frame.model.file));
  // One object for equal ones, so that testcases that call each other share connections.
  for (const auto& known : certificates_) {
    if (*known == *loaded) frame.certificate = known;
  }
  if (frame.certificate == nullptr) {
    frame.certificate = std::make_shared<const base::ClientCertificate>(std::move(*loaded));
    certificates_.push_back(frame.certificate);
  }
  return {};
}

base::Result<> CaseCompiler::evaluateConfig(const std::vector<Assignment>& assignments,
                                            const CaseModel& model) {
  std::vector<Value>& values = loadValues();
  for (const auto& [slot, value] : program_->fixed_variables) values[slot] = value;
  for (const Assignment& assignment : assignments) {
    auto value = assignment.value.evaluate({values, &context_});
    if (!value) {
      return base::fail(value.error().within("config: " + assignment.name).within(model.file));
    }
    values[assignment.slot] = std::move(*value);
  }
  return {};
}

base::Result<> CaseCompiler::compileParameters(CaseFrame& frame) {
  TemplateCompiler compiler = templatesFor(frame, "");
  const std::size_t known = program_->diagnostics.size();
  auto parameters = compileParameterSet({frame.model, compiler, context_, loadValues()});
  if (!parameters) return base::fail(std::move(parameters.error()));
  if (program_->diagnostics.size() > known) {
    return base::fail(configError(program_->diagnostics[known]));
  }
  program_->parameters = std::move(*parameters);
  return {};
}

base::Result<> CaseCompiler::compileSteps(CaseFrame& frame) {
  for (const StepModel& step : frame.model.steps) {
    if (program_->operations.size() >= kMaxOperations) {
      return base::fail(base::ErrorCode::kLimit,
                        frame.model.file + ": more than " + std::to_string(kMaxOperations) +
                            " steps after referenced testcases are put in");
    }
    if (auto done = compileStep(frame, step); !done) return done;
  }
  return {};
}

void CaseCompiler::compileStepVariables(const StepModel& step, TemplateCompiler& compiler,
                                        Operation& operation) {
  const auto order = variableOrder(step.variables);
  if (!order) {
    operation.broken = order.error().within("variables");
    compiler.diagnose("variables", order.error());
    return;
  }
  for (const std::string& name : *order) {
    operation.step_slots.push_back(compiler.scope().stepSlot(name));
  }
  for (const std::string& name : *order) {
    operation.variables.push_back(
        Assignment{compiler.scope().stepSlot(name), name,
                   compiler.value("variables." + name, step.variables[name], Stage::kBegin)});
  }
}

base::Result<> CaseCompiler::compileStep(CaseFrame& frame, const StepModel& step) {
  TemplateCompiler compiler = templatesFor(frame, step.place);
  frame.scope.beginStep();
  Operation operation;
  operation.place = SourcePlace{frame.model.file, step.place};
  operation.name = compiler.name(step.name);
  operation.name_prefix = frame.name_prefix;
  operation.loops = step.loops;
  compileStepVariables(step, compiler, operation);
  return step.kind->compile({frame, step, compiler, *this}, std::move(operation));
}

}  // namespace hrp::testcase
