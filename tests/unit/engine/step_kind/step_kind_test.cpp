// A kind of step that hrp does not have, from its testcase to its row (count_step.hpp): what a new
// kind takes is one file for each of the two rooms and the list.

#include "support/fakes/fake_custom_functions.hpp"
#include "unit/engine/case_fixture.hpp"
#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StepKindTest : public EngineFixture {};

TEST_F(StepKindTest, RunsBesideTheOthersAndHasItsRow) {
  addCase(
      "  - name: hello\n    request: {method: GET, url: /hello}\n    extract: {word: body.hello}\n"
      "  - name: at once\n    count: {text: 'four'}\n"
      "  - name: later\n    count: {text: '$v', wait: 0.01}\n    variables: {v: 'abc'}\n"
      "  - count: {text: 'x'}\n");
  runLoops(3, 4);
  EXPECT_EQ(row("count", "at once").requests(), 12U);
  EXPECT_EQ(row("count", "at once").content_bytes, 48U);
  EXPECT_TRUE(row("count", "at once").in_total);
  EXPECT_EQ(row("count", "later").requests(), 12U);
  EXPECT_EQ(row("count", "later").content_bytes, 36U);
  EXPECT_EQ(row("count", "count x").requests(), 12U);
  EXPECT_EQ(row("request-GET", "hello").requests(), 12U);
  EXPECT_EQ(row("transaction", "Action").failures(), 0U);
}

TEST_F(StepKindTest, FailsInItsRow) {
  addCase("  - name: bad\n    count: {text: '${random_int(0)}'}\n");
  runLoops(1, 2);
  EXPECT_EQ(row("count", "bad").failures(), 2U);
  EXPECT_THAT(firstError("count", "bad"), HasSubstr("count: "));
  EXPECT_EQ(row("transaction", "Action").failures(), 2U);
}

TEST_F(StepKindTest, AStopCancelsIt) {
  addCase(
      "  - name: hello\n    request: {method: GET, url: /hello}\n"
      "  - name: long\n    count: {text: 'a', wait: 1000}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 2}}, {});
  ASSERT_TRUE(pollUntil([this](const EngineReport&) { return server_->requestCount() == 2; }));
  stopAndFinish();
  EXPECT_EQ(row("count", "long").requests(), 0U);
  EXPECT_EQ(last_.users, 0);
}

TEST_F(StepKindTest, TheCaseTimeoutEndsIt) {
  addCase("  - name: long\n    count: {text: 'a', wait: 1000}\n", "  case_timeout: 0.05\n");
  runLoops(1, 1);
  EXPECT_EQ(row("count", "long").requests(), 1U);
  EXPECT_THAT(firstError("transaction", "Action"), HasSubstr("case_timeout"));
}

TEST_F(StepKindTest, WaitsForAFunction) {
  write("debugtalk.py", "");
  auto custom = std::make_shared<hrp::testing::FakeCustomFunctions>();
  load_options_.open_functions = [custom](const expression::CustomSource&)
      -> base::Result<std::shared_ptr<expression::CustomFunctions>> { return custom; };
  addCase("  - name: sum\n    count: {text: 'is ${add(40, 2)}'}\n");
  runLoops(1, 2);
  EXPECT_EQ(row("count", "sum").requests(), 2U);
  EXPECT_EQ(row("count", "sum").content_bytes, 10U);
  EXPECT_EQ(total_.function_calls, 2U);
}

TEST_F(StepKindTest, ItsFieldsAreChecked) {
  addCase("  - name: empty\n    count: {wait: 1}\n");
  const auto loaded = testcase::loadTestcases(cases_, folder_, load_options_);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, HasSubstr("count.text: there is nothing to count"));
}

using StepKindRunTest = CaseRunFixture;

TEST_F(StepKindRunTest, IsRecordedWhenItIsRunOnce) {
  EXPECT_TRUE(run("- name: one\n  count: {text: a, wait: 0.01}\n- count: {text: b}\n").success);
  EXPECT_THAT(names(), ElementsAre("one", "count b"));
  EXPECT_EQ(steps_[0].type, "count");
  EXPECT_GE(steps_[0].elapsed, std::chrono::milliseconds(5));
}

}  // namespace
}  // namespace hrp::engine
