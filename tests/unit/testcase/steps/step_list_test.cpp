// The table of the kinds (src/testcase/steps/step_list.cpp).

#include <gmock/gmock.h>

#include "testcase/steps/step_source.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;

TEST(StepKinds, AreFoundByTheirFieldInTheOrderOfTheList) {
  std::vector<std::string> fields;
  for (const StepKind& kind : stepKinds()) fields.emplace_back(kind.field());
  EXPECT_THAT(fields, ElementsAre("testcase", "think_time", "request", "transaction", "rendezvous",
                                  "websocket"));
}

TEST(StepKinds, TheFirstFieldOfAStepCounts) {
  const auto loaded =
      program("teststeps:\n- websocket: {type: open, url: 'ws://h/'}\n  think_time: {time: 1}\n");
  EXPECT_NE(stepIf<ThinkTimeStep>(loaded->operations.at(0)), nullptr);
}

}  // namespace
}  // namespace hrp::testcase
