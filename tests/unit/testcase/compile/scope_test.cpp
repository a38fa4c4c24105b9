#include "testcase/compile/scope.hpp"

#include <gmock/gmock.h>

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;

std::vector<Slot> candidates(const std::optional<VariableRef>& ref) {
  if (!ref) return {};
  return {ref->candidates.begin(), ref->candidates.begin() + ref->count};
}

TEST(CaseScope, StepOverSessionOverEnvironOverConfig) {
  SlotTable slots;
  CaseScope scope(slots, nullptr);
  const Slot config = scope.configSlot("v");
  const Slot environ = scope.environSlot("v", true);
  const Slot session = scope.sessionSlot("v");
  const Slot step = scope.stepSlot("v");
  EXPECT_THAT(candidates(scope.lookUp("v", Stage::kBegin)),
              ElementsAre(step, session, environ, config));
  EXPECT_THAT(candidates(scope.lookUp("v", Stage::kName)), ElementsAre(session));
  EXPECT_THAT(candidates(scope.lookUp("v", Stage::kConfig)), ElementsAre(config, environ));
  scope.beginStep();
  EXPECT_THAT(candidates(scope.lookUp("v", Stage::kBegin)), ElementsAre(session, environ, config));
  EXPECT_EQ(scope.stepSlot("v"), step) << "steps share the slot of a name";
  EXPECT_FALSE(scope.lookUp("none", Stage::kBegin));
}

TEST(CaseScope, RequestAndResponseOnlyWhenThereIsOne) {
  SlotTable slots;
  CaseScope scope(slots, nullptr);
  EXPECT_FALSE(scope.lookUp("request", Stage::kBegin));
  EXPECT_FALSE(scope.lookUp("response", Stage::kSend));
  EXPECT_FALSE(slots.specialIfUsed(kRequestVariable));
  const auto request = scope.lookUp("request", Stage::kSend);
  EXPECT_EQ(candidates(request), candidates(scope.lookUp("hrp_step_request", Stage::kResponse)));
  EXPECT_TRUE(slots.specialIfUsed(kRequestVariable));
  EXPECT_TRUE(scope.lookUp("response", Stage::kResponse));
  EXPECT_TRUE(scope.lookUp("hrp_step_name", Stage::kBegin));
}

TEST(CaseScope, ACalledCaseTakesNamesFromItsCaller) {
  SlotTable slots;
  CaseScope caller(slots, nullptr);
  const Slot outer = caller.configSlot("v");
  CaseScope callee(slots, &caller);
  const Slot own = callee.configSlot("v");
  EXPECT_THAT(candidates(callee.lookUp("v", Stage::kConfig)), ElementsAre(own));
  const auto seen = candidates(callee.lookUp("v", Stage::kBegin));
  ASSERT_EQ(callee.inputs().size(), 1U);
  EXPECT_THAT(candidates(callee.inputs()[0].first), ElementsAre(outer));
  EXPECT_THAT(seen, ElementsAre(callee.inputs()[0].second, own));
  EXPECT_THAT(callee.sessionSlots(), ElementsAre(callee.inputs()[0].second));
  EXPECT_FALSE(callee.lookUp("none", Stage::kBegin));
}

TEST(SlotTable, RemembersThatItIsFull) {
  SlotTable slots;
  for (int i = 0; i < 65'535; ++i) (void)slots.add("x");
  EXPECT_FALSE(slots.overflowed());
  EXPECT_EQ(slots.add("one more"), 0);
  EXPECT_TRUE(slots.overflowed());
}

}  // namespace
}  // namespace hrp::testcase
