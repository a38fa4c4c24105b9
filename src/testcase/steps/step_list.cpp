// The table of the kinds of steps, made of the list of kinds.

#include <array>

#include "hrp/testcase/step_kinds.hpp"
#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {

#define HRP_DECLARE(Step)                                                          \
  struct Step;                                                                     \
  template <>                                                                      \
  const char* StepSource<Step>::field();                                           \
  template <>                                                                      \
  void StepSource<Step>::read(const expression::Value& value, FieldReader& fields, \
                              StepReading& with, StepModel& step);                 \
  template <>                                                                      \
  std::string StepSource<Step>::name(const StepModel& step);                       \
  template <>                                                                      \
  base::Result<> StepSource<Step>::compile(const StepInput& input, Operation operation);
HRP_STEP_KINDS(HRP_DECLARE)
#undef HRP_DECLARE

std::span<const StepKind> stepKinds() {
  static constexpr auto kKinds = std::to_array<StepKind>({
#define HRP_KIND(Step)                                                         \
  {&StepSource<Step>::field, &StepSource<Step>::read, &StepSource<Step>::name, \
   &StepSource<Step>::compile},
      HRP_STEP_KINDS(HRP_KIND)
#undef HRP_KIND
  });
  return kKinds;
}

}  // namespace hrp::testcase
