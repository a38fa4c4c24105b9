// How a CountStep is read and compiled: `count: {text: …, wait: seconds}`.

#include <utility>

#include "testcase/read/durations.hpp"
#include "testcase/steps/step_source.hpp"
#include "unit/engine/step_kind/count_step.hpp"

namespace hrp::testcase {
namespace {

struct CountModel {
  std::string text;
  double wait_s = 0;
};

}  // namespace

template <>
const char* StepSource<CountStep>::field() {
  return "count";
}

template <>
void StepSource<CountStep>::read(const Value& value, FieldReader& step_fields,
                                 StepReading& /*with*/, StepModel& step) {
  FieldReader fields(value, field(), step_fields.state());
  CountModel model;
  model.text = fields.text("text");
  model.wait_s = readSeconds(fields, "wait", 0);
  if (model.text.empty()) fields.refuse("text", "there is nothing to count");
  step.action = std::move(model);
  fields.finish();
}

template <>
std::string StepSource<CountStep>::name(const StepModel& step) {
  return "count " + std::any_cast<CountModel>(&step.action)->text;
}

template <>
base::Result<> StepSource<CountStep>::compile(const StepInput& input, Operation operation) {
  const auto& model = *std::any_cast<CountModel>(&input.step.action);
  CountStep out;
  out.text = input.compiler.text("count.text", model.text, Stage::kBegin);
  out.wait = toDuration(model.wait_s);
  operation.action = std::move(out);
  input.with.program().operations.push_back(std::move(operation));
  return {};
}

}  // namespace hrp::testcase
