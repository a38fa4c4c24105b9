// Steps that let their user think: `think_time`.

#include <utility>

#include "testcase/read/durations.hpp"
#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {
namespace {

struct ThinkTimeModel {
  double time_s = 0;
};

ThinkTimeStep::Strategy strategyOf(const std::string& name) {
  if (name == "multiply") return ThinkTimeStep::Strategy::kMultiply;
  if (name == "random_percentage") return ThinkTimeStep::Strategy::kRandomPercentage;
  if (name == "ignore") return ThinkTimeStep::Strategy::kIgnore;
  return ThinkTimeStep::Strategy::kDefault;
}

}  // namespace

template <>
const char* StepSource<ThinkTimeStep>::field() {
  return "think_time";
}

template <>
void StepSource<ThinkTimeStep>::read(const Value& value, FieldReader& step_fields,
                                     StepReading& /*with*/, StepModel& step) {
  FieldReader fields(value, field(), step_fields.state());
  const double time_s = fields.number("time").value_or(0);
  if (!(time_s >= 0 && time_s <= 1e9)) fields.refuse("time", "expected seconds, 0 or more");
  step.action = ThinkTimeModel{time_s};
  fields.finish();
}

template <>
std::string StepSource<ThinkTimeStep>::name(const StepModel& /*step*/) {
  return {};
}

template <>
base::Result<> StepSource<ThinkTimeStep>::compile(const StepInput& input, Operation operation) {
  const auto& model = *std::any_cast<ThinkTimeModel>(&input.step.action);
  const ThinkTimeSetting& setting = input.frame.model.config.think_time;
  ThinkTimeStep out;
  out.time = toDuration(model.time_s);
  out.low = setting.low;
  out.high = setting.high;
  out.limit = toDuration(setting.limit_s);
  out.strategy = strategyOf(setting.strategy);
  operation.action = out;
  input.with.program().operations.push_back(std::move(operation));
  return {};
}

}  // namespace hrp::testcase
