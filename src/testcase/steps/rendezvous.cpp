// Steps at which users wait for each other: `rendezvous`.

#include <algorithm>
#include <utility>

#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {

template <>
const char* StepSource<RendezvousStep>::field() {
  return "rendezvous";
}

// It is read as it is compiled.
template <>
void StepSource<RendezvousStep>::read(const Value& value, FieldReader& step_fields,
                                      StepReading& /*with*/, StepModel& step) {
  FieldReader fields(value, field(), step_fields.state());
  RendezvousStep out;
  out.name = fields.text("name");
  const double percent = fields.number("percent").value_or(0);
  const std::int64_t number = fields.integer("number").value_or(0);
  const bool by_number = number > 0 && percent == 0;
  const bool by_percent = number == 0 && percent > 0 && percent <= 1;
  if (by_number) out.number = number;
  if (by_percent) out.percent = percent;
  const std::int64_t timeout_ms = fields.integer("timeout").value_or(0);
  out.timeout = std::chrono::milliseconds(
      timeout_ms > 0 ? std::min<std::int64_t>(timeout_ms, 1'000'000'000) : 5000);
  step.action = std::move(out);
  fields.finish();
}

template <>
std::string StepSource<RendezvousStep>::name(const StepModel& step) {
  return std::any_cast<RendezvousStep>(&step.action)->name;
}

template <>
base::Result<> StepSource<RendezvousStep>::compile(const StepInput& input, Operation operation) {
  operation.action = input.step.action;
  input.with.program().operations.push_back(std::move(operation));
  return {};
}

}  // namespace hrp::testcase
