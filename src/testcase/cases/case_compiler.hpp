#pragma once
// CaseCompiler: CaseModel → Program. Config problems are errors of the file; a step's problems
// become diagnostics of the program and the step fails when it is reached.
//
// One object per program, one thread.

#include <memory>
#include <string>
#include <vector>

#include "hrp/testcase/program.hpp"
#include "testcase/compile/load_context.hpp"
#include "testcase/compile/scope.hpp"
#include "testcase/compile/template_compiler.hpp"
#include "testcase/read/case_model.hpp"
#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {

class CaseCompiler final : private StepCompiling {
 public:
  explicit CaseCompiler(LoadContext& context, UrlCheck check_url = {})
      : context_(context), check_url_(std::move(check_url)) {}

  [[nodiscard]] base::Result<std::shared_ptr<const Program>> compile(const CaseModel& model);

 private:
  [[nodiscard]] base::Result<std::shared_ptr<const Program>> compileAll(const CaseModel& model);
  [[nodiscard]] base::Result<> compileConfig(CaseFrame& frame) override;
  [[nodiscard]] base::Result<> compileConfigVariables(CaseFrame& frame, TemplateCompiler& compiler);
  [[nodiscard]] base::Result<> loadCertificate(CaseFrame& frame);
  void nameConfig(CaseScope& scope);
  void compileEnvirons(CaseFrame& frame, TemplateCompiler& compiler);
  [[nodiscard]] base::Result<> evaluateConfig(const std::vector<Assignment>& assignments,
                                              const CaseModel& model);
  [[nodiscard]] base::Result<> compileParameters(CaseFrame& frame);
  [[nodiscard]] base::Result<> compileSteps(CaseFrame& frame) override;
  [[nodiscard]] base::Result<> compileStep(CaseFrame& frame, const StepModel& step);
  void compileStepVariables(const StepModel& step, TemplateCompiler& compiler,
                            Operation& operation);

  [[nodiscard]] const expression::Function* findCustom(const CaseModel& model,
                                                       std::string_view name);
  [[nodiscard]] Program& program() override { return *program_; }
  [[nodiscard]] LoadContext& context() override { return context_; }
  [[nodiscard]] SlotTable& slots() override { return slots_; }
  [[nodiscard]] std::vector<Value>& loadValues() override;
  [[nodiscard]] TemplateCompiler templatesFor(CaseFrame& frame, const std::string& step) override;

  LoadContext& context_;
  const UrlCheck check_url_;
  std::optional<base::Error> custom_problem_;  // why a debugtalk.py could not be opened
  std::shared_ptr<Program> program_ = std::make_shared<Program>();
  SlotTable slots_;
  std::vector<std::shared_ptr<const base::ClientCertificate>> certificates_;  // each once
  std::vector<Value> load_values_;  // of config variables and environs, to find files at load
};

}  // namespace hrp::testcase
