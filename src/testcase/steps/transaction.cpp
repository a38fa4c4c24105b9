// Steps at which a transaction begins or ends: `transaction`.

#include <utility>

#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {

template <>
const char* StepSource<TransactionStep>::field() {
  return "transaction";
}

// It is read as it is compiled.
template <>
void StepSource<TransactionStep>::read(const Value& value, FieldReader& step_fields,
                                       StepReading& /*with*/, StepModel& step) {
  FieldReader fields(value, field(), step_fields.state());
  const std::string type = fields.text("type");
  TransactionStep out;
  out.name = fields.text("name");
  out.edge = type == "start" ? TransactionStep::Edge::kStart : TransactionStep::Edge::kEnd;
  if (out.name.empty()) fields.refuse("name", "a transaction needs a name");
  if (type != "start" && type != "end") fields.refuse("type", "expected start or end");
  step.action = std::move(out);
  fields.finish();
}

template <>
std::string StepSource<TransactionStep>::name(const StepModel& step) {
  const auto& model = *std::any_cast<TransactionStep>(&step.action);
  const bool starts = model.edge == TransactionStep::Edge::kStart;
  return "transaction " + model.name + (starts ? " start" : " end");
}

template <>
base::Result<> StepSource<TransactionStep>::compile(const StepInput& input, Operation operation) {
  operation.action = input.step.action;
  input.with.program().operations.push_back(std::move(operation));
  return {};
}

}  // namespace hrp::testcase
