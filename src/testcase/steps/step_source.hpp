#pragma once
// StepSource: how the steps of a kind are read from a testcase and compiled. A kind is one file,
// testcase/steps/<kind>.cpp, that specialises the four functions of StepSource for the type that
// its steps are compiled to (hrp/testcase/program.hpp), and a line in HRP_STEP_KINDS. What it reads
// is a type of that file alone: the model of a step keeps it without knowing it.
//
// The order of calls, for each step: read (its own fields; those that all steps have were read
// before), name if the step has none, then, once the case is complete, compile. Loader's thread.

#include <any>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "hrp/testcase/program.hpp"
#include "testcase/compile/load_context.hpp"
#include "testcase/compile/scope.hpp"
#include "testcase/compile/template_compiler.hpp"
#include "testcase/read/case_model.hpp"
#include "testcase/read/field_reader.hpp"

namespace hrp::testcase {

// What reading a step may need of the case that it is in.
class StepReading {
 public:
  // The testcase that a step refers to by its path or holds as a map; null after an error.
  [[nodiscard]] virtual std::shared_ptr<const CaseModel> referenced(
      const expression::Value& reference, FieldReader& step) = 0;

 protected:
  ~StepReading() = default;
};

// One case while it is compiled: the program's own or a called one.
struct CaseFrame {
  const CaseModel& model;
  CaseScope& scope;
  std::string name_prefix;  // "STEP - "
  std::vector<Assignment>& config_variables;
  std::shared_ptr<const base::ClientCertificate> certificate{};
};

// What compiling a step may need of the case that it is in.
class StepCompiling {
 public:
  [[nodiscard]] virtual Program& program() = 0;
  [[nodiscard]] virtual LoadContext& context() = 0;
  [[nodiscard]] virtual SlotTable& slots() = 0;
  // What variables are at load, as far as it is known.
  [[nodiscard]] virtual std::vector<Value>& loadValues() = 0;
  [[nodiscard]] virtual TemplateCompiler templatesFor(CaseFrame& frame,
                                                      const std::string& step) = 0;
  [[nodiscard]] virtual base::Result<> compileConfig(CaseFrame& frame) = 0;
  // Adds the operations of all its steps.
  [[nodiscard]] virtual base::Result<> compileSteps(CaseFrame& frame) = 0;

 protected:
  ~StepCompiling() = default;
};

struct StepInput {
  CaseFrame& frame;  // the case that the step is in
  const StepModel& step;
  TemplateCompiler& compiler;  // of the step
  StepCompiling& with;
};

template <class Step>
struct StepSource {
  // The field of a step that makes it one of this kind: "think_time".
  [[nodiscard]] static const char* field();
  // Reads that field's value, which is there, into `step.action`; problems go to `fields`.
  static void read(const expression::Value& value, FieldReader& fields, StepReading& with,
                   StepModel& step);
  // Of a step without a name.
  [[nodiscard]] static std::string name(const StepModel& step);
  // Adds the operation, which has what all steps have, with its action to the program; problems of
  // the step are diagnosed, an error is one of the file.
  [[nodiscard]] static base::Result<> compile(const StepInput& input, Operation operation);
};

// The functions above of one kind, from the list of kinds (step_list.cpp).
struct StepKind {
  const char* (*field)();
  void (*read)(const expression::Value& value, FieldReader& fields, StepReading& with,
               StepModel& step);
  std::string (*name)(const StepModel& step);
  base::Result<> (*compile)(const StepInput& input, Operation operation);
};
[[nodiscard]] std::span<const StepKind> stepKinds();

}  // namespace hrp::testcase
