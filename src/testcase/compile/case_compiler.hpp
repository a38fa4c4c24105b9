#pragma once
// CaseCompiler: CaseModel → Program. Config problems are errors of the file; a step's problems
// become diagnostics of the program and the step fails when it is reached.
//
// One object per program, one thread.

#include <memory>
#include <string>
#include <vector>

#include "hrp/testcase/program.hpp"
#include "testcase/compile/scope.hpp"
#include "testcase/compile/template_compiler.hpp"
#include "testcase/load/load_context.hpp"
#include "testcase/model.hpp"

namespace hrp::testcase {

class CaseCompiler {
 public:
  explicit CaseCompiler(LoadContext& context, UrlCheck check_url = {})
      : context_(context), check_url_(std::move(check_url)) {}

  [[nodiscard]] base::Result<std::shared_ptr<const Program>> compile(const CaseModel& model);

 private:
  // One case: the program's own or a called one.
  struct Frame {
    const CaseModel& model;
    CaseScope& scope;
    std::string name_prefix;  // "STEP - "
    std::vector<Assignment>& config_variables;
    std::shared_ptr<const base::ClientCertificate> certificate{};
  };

  [[nodiscard]] base::Result<std::shared_ptr<const Program>> compileAll(const CaseModel& model);
  [[nodiscard]] base::Result<> compileConfig(Frame& frame);
  [[nodiscard]] base::Result<> compileConfigVariables(Frame& frame, TemplateCompiler& compiler);
  [[nodiscard]] base::Result<> loadCertificate(Frame& frame);
  void nameConfig(CaseScope& scope);
  void compileEnvirons(Frame& frame, TemplateCompiler& compiler);
  [[nodiscard]] base::Result<> evaluateConfig(const std::vector<Assignment>& assignments,
                                              const CaseModel& model);
  [[nodiscard]] base::Result<> compileParameters(Frame& frame);
  [[nodiscard]] base::Result<> compileSteps(Frame& frame);
  [[nodiscard]] base::Result<> compileStep(Frame& frame, const StepModel& step);
  [[nodiscard]] base::Result<> compileCall(Frame& frame, const StepModel& step,
                                           Operation operation);
  // The testcase of the step at `index` ends here.
  void closeCall(std::size_t index, CallStep call, CallStep back);
  void compileStepVariables(const StepModel& step, TemplateCompiler& compiler,
                            Operation& operation);
  // Reads the files that the step can upload, so that they are in the bundle.
  void collectUploads(const Operation& operation, TemplateCompiler& compiler);

  [[nodiscard]] const expression::Function* findCustom(const CaseModel& model,
                                                       std::string_view name);
  [[nodiscard]] TemplateCompiler templatesFor(Frame& frame, const std::string& step);
  [[nodiscard]] std::vector<Value>& loadValues();

  LoadContext& context_;
  const UrlCheck check_url_;
  std::optional<base::Error> custom_problem_;  // why a debugtalk.py could not be opened
  std::shared_ptr<Program> program_ = std::make_shared<Program>();
  SlotTable slots_;
  std::vector<std::shared_ptr<const base::ClientCertificate>> certificates_;  // each once
  std::vector<Value> load_values_;  // of config variables and environs, to find files at load
};

// The fields of a step's action, compiled (compile_step.cpp).
struct StepDefaults {
  const ConfigModel& config;
  const StepModel& step;
  std::shared_ptr<const base::ClientCertificate> certificate{};
};
[[nodiscard]] RequestStep compileRequest(const StepDefaults& from, const RequestModel& request,
                                         TemplateCompiler& compiler, Operation& operation);
[[nodiscard]] WebSocketStep compileWebSocket(const StepDefaults& from, const WebSocketModel& socket,
                                             TemplateCompiler& compiler, Operation& operation);
[[nodiscard]] ThinkTimeStep compileThinkTime(const ThinkTimeSetting& setting,
                                             const ThinkTimeModel& think_time);
[[nodiscard]] RendezvousStep compileRendezvous(const RendezvousModel& rendezvous);

// The hooks of one list (compile_hooks.cpp): at Stage::kSend those of setup, at Stage::kResponse
// those of teardown. What they assign is a variable of the step from there on.
[[nodiscard]] std::vector<Hook> compileHooks(const std::vector<HookModel>& hooks, Stage stage,
                                             TemplateCompiler& compiler, Operation& operation);

// The path of an upload value "@path;type=…" or "@\"path\"", empty for a plain form field.
[[nodiscard]] std::string uploadPath(const std::string& value);

// Compiles `parameters` (compile_parameters.cpp); null when there are none.
struct ParameterInput {
  const CaseModel& model;
  TemplateCompiler& compiler;
  LoadContext& context;
  const std::vector<Value>& config_values;
};
[[nodiscard]] base::Result<std::shared_ptr<const ParameterSet>> compileParameterSet(
    const ParameterInput& input);

}  // namespace hrp::testcase
