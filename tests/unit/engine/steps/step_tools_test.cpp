#include "engine/steps/step_tools.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::engine {
namespace {

using ::testing::HasSubstr;

TEST(StepTools, RenderAsTheSettingsOfTheRunSay) {
  hrp::testing::FakeClock clock;
  auto program = std::make_shared<testcase::Program>();
  testcase::RequestStep step;
  step.url = testcase::Template::literal("http://h.example/");
  auto workload = std::make_shared<testcase::Workload>();
  workload->programs.push_back(program);
  EngineSettings settings;
  settings.disable_keepalive = true;
  const auto run = makeSharedRun(clock, workload, settings);
  ASSERT_TRUE(run);
  base::Random random(1);
  const auto tools = makeStepTools(**run, random);
  RenderedRequest rendered;
  const RequestPlan plan = planRequest(step, StaticSlots(*program));
  ASSERT_TRUE(tools->renderer.render(plan, {}, rendered));
  EXPECT_THAT(std::string(rendered.head), HasSubstr("Connection: close"));
}

}  // namespace
}  // namespace hrp::engine
