// Steps that run another testcase: `testcase`.

#include <algorithm>
#include <utility>

#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {
namespace {

struct CallModel {
  std::shared_ptr<const CaseModel> callee;  // null after an error
};

const CallModel& callOf(const StepModel& step) {
  return *std::any_cast<CallModel>(&step.action);
}

// The testcase that began at the operation `index` ends here.
void closeCall(Program& program, std::size_t index, CallStep call, CallStep back) {
  Operation& begin = program.operations[index];
  Operation end;
  end.place = begin.place;
  end.name = begin.name;
  end.name_prefix = begin.name_prefix;
  end.closes = true;
  for (const auto& [source, slot] : back.outputs) end.written_slots.push_back(slot);
  back.edge = CallStep::Edge::kLeave;
  back.call_index = static_cast<std::uint32_t>(index);
  end.action = std::move(back);

  begin.last = static_cast<std::uint32_t>(program.operations.size());
  call.return_index = begin.last;
  for (const auto& [source, slot] : call.inputs) begin.written_slots.push_back(slot);
  for (const Assignment& variable : call.config_variables) {
    begin.written_slots.push_back(variable.slot);
  }
  begin.action = std::move(call);
  program.operations.push_back(std::move(end));
}

// What the testcase and the step export goes to variables of the calling case.
void compileExports(const StepInput& input, const CaseModel& model, CaseScope& callee,
                    CallStep& back) {
  std::vector<std::string> exports = model.config.exports;
  for (const std::string& exported : input.step.exports) {
    const bool known = std::find(exports.begin(), exports.end(), exported) != exports.end();
    if (!known) exports.push_back(exported);
  }
  TemplateCompiler compiler = input.with.templatesFor(input.frame, input.step.place);
  for (const std::string& exported : exports) {
    if (const auto source = callee.lookUp(exported, Stage::kBegin)) {
      back.outputs.emplace_back(*source, input.frame.scope.sessionSlot(exported));
    } else {
      compiler.diagnose("export",
                        base::Error{base::ErrorCode::kUndefinedVariable,
                                    "variable " + exported + " not found in " + model.file,
                                    {}});
    }
  }
}

}  // namespace

template <>
const char* StepSource<CallStep>::field() {
  return "testcase";
}

template <>
void StepSource<CallStep>::read(const Value& value, FieldReader& fields, StepReading& with,
                                StepModel& step) {
  step.action = CallModel{with.referenced(value, fields)};
}

template <>
std::string StepSource<CallStep>::name(const StepModel& step) {
  const auto& callee = callOf(step).callee;
  return callee == nullptr ? std::string() : callee->config.name;
}

template <>
base::Result<> StepSource<CallStep>::compile(const StepInput& input, Operation operation) {
  const CaseModel& model = *callOf(input.step).callee;
  Program& program = input.with.program();
  const std::size_t index = program.operations.size();
  CallStep call;
  call.row_name = input.step.name;
  program.operations.push_back(std::move(operation));
  CaseScope scope(input.with.slots(), &input.frame.scope);
  CaseFrame callee{model, scope, input.frame.name_prefix + input.step.name + " - ",
                   call.config_variables};
  const std::size_t known = program.diagnostics.size();
  if (auto done = input.with.compileConfig(callee); !done) {
    // The testcase is asked for when its step is reached, so the steps before it run.
    if (program.diagnostics.size() == known) {
      input.with.templatesFor(input.frame, input.step.place).diagnose("testcase", done.error());
    }
    program.operations[index].broken = std::move(done.error());
    closeCall(program, index, std::move(call), {});
    return {};
  }
  if (auto done = input.with.compileSteps(callee); !done) return done;
  scope.beginStep();
  CallStep back;
  compileExports(input, model, scope, back);
  call.inputs = scope.inputs();
  call.cleared = scope.sessionSlots();
  closeCall(program, index, std::move(call), std::move(back));
  return {};
}

}  // namespace hrp::testcase
