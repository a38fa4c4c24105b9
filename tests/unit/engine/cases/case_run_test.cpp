#include "hrp/engine/case_run.hpp"

#include <thread>

#include "support/fakes/fake_custom_functions.hpp"
#include "unit/engine/case_fixture.hpp"

namespace hrp::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using CaseRunTest = CaseRunFixture;

TEST_F(CaseRunTest, RunsTheStepsInOrder) {
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /hello}\n"
          "- name: wait\n  think_time: {time: 0.01}\n"
          "- name: meet\n  rendezvous: {name: meet, number: 50}\n"
          "- name: two\n  request: {method: GET, url: /hello}\n");
  EXPECT_TRUE(outcome.success);
  EXPECT_THAT(names(), ElementsAre("one", "wait", "meet", "two"));
  ASSERT_EQ(cases_.size(), 1U);
  EXPECT_TRUE(cases_[0].success);
  EXPECT_EQ(server_->requestCount("/hello"), 2U);
}

TEST_F(CaseRunTest, AFailedStepEndsTheFileWithItsIterations) {
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /hello}\n"
          "  validate: [{eq: [status_code, 201]}]\n"
          "- name: two\n  request: {method: GET, url: /hello}\n",
          "  parameters: {a: [1, 2]}\n");
  EXPECT_FALSE(outcome.success);
  EXPECT_EQ(outcome.code, base::ErrorCode::kInternal);
  EXPECT_THAT(names(), ElementsAre("one!"));
  ASSERT_EQ(cases_.size(), 1U);
  EXPECT_EQ(cases_[0].iterations, 2);
  EXPECT_FALSE(cases_[0].success);
}

TEST_F(CaseRunTest, ContinueOnFailureRunsAllAndStillFails) {
  options_.continue_on_failure = true;
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /hello}\n  extract: {who: body.hello}\n"
          "  validate: [{eq: [status_code, 201]}]\n"
          "- name: two $who\n  request: {method: GET, url: /hello}\n",
          "  parameters: {a: [1, 2]}\n");
  EXPECT_FALSE(outcome.success);
  EXPECT_THAT(names(), ElementsAre("one!", "two world", "one!", "two world"));
  EXPECT_EQ(cases_.size(), 2U);
}

TEST_F(CaseRunTest, LoopsRepeatAStepAndOneFailureFailsIt) {
  const CaseOutcome outcome =
      run("- name: set\n  loops: 2\n  request: {method: GET, url: /cookies}\n"
          "  validate: [{eq: [body.n, null]}]\n"
          "- name: again\n  loops: 2\n"
          "  variables: {path: '/status/$code'}\n"
          "  request: {method: GET, url: $path}\n  extract: {code: headers.Nope}\n"
          "  validate: [{eq: [status_code, 500]}]\n"
          "- name: never\n  request: {method: GET, url: /hello}\n",
          "  parameters: {code: [500]}\n");
  EXPECT_FALSE(outcome.success);
  EXPECT_THAT(names(), ElementsAre("set_loop_1", "set_loop_2", "again_loop_1", "again_loop_2!"));
}

TEST_F(CaseRunTest, ParametersGiveEachRowOnceAndLimitWrapsAround) {
  EXPECT_TRUE(run("- name: $a\n  request: {method: GET, url: /hello}\n",
                  "  parameters: {a: [x, y]}\n"
                  "  parameters_setting: {limit: 3, pick_order: unique}\n")
                  .success);
  EXPECT_THAT(names(), ElementsAre("x", "y", "x"));
  EXPECT_EQ(cases_.back().iteration, 3);
  EXPECT_EQ(cases_.back().iterations, 3);
}

TEST_F(CaseRunTest, TheCookieJarIsTheFiles) {
  EXPECT_TRUE(run("- name: jar\n  request: {method: GET, url: /cookies}\n"
                  "  extract: {seen: body.cookies.n}\n"
                  "- name: set $seen\n  request: {method: GET, url: '/cookies/set?n=7'}\n",
                  "  parameters: {a: [1, 2]}\n")
                  .success);
  ASSERT_EQ(steps_.size(), 4U);
  const auto sent = [](const stats::StepRecord& step) {
    for (const auto& [name, value] : step.exchanges.back().request.headers) {
      if (name == "Cookie") return value;
    }
    return std::string();
  };
  EXPECT_EQ(sent(steps_[0]), "");
  EXPECT_EQ(sent(steps_[2]), "n=7");
}

TEST_F(CaseRunTest, AStepThatCannotBeMadeFailsWhereItStands) {
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /hello}\n"
          "- name: two\n  request: {method: GET, url: '/$nope'}\n");
  EXPECT_FALSE(outcome.success);
  EXPECT_EQ(outcome.code, base::ErrorCode::kUndefinedVariable);
  EXPECT_THAT(names(), ElementsAre("one", "two!"));
  EXPECT_THAT(steps_[1].error, HasSubstr("nope"));
  EXPECT_TRUE(steps_[1].exchanges.empty());
}

TEST_F(CaseRunTest, AnUnknownNameInAStepsVariablesHasAnotherCode) {
  const CaseOutcome outcome =
      run("- name: one\n  variables: {a: $nope}\n  request: {method: GET, url: '/$a'}\n");
  EXPECT_EQ(outcome.code, base::ErrorCode::kBadVariables);
}

TEST_F(CaseRunTest, AnUnknownNameInAValidatorHasItsCode) {
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /hello}\n"
          "  validate: [{eq: [status_code, $nope]}]\n");
  EXPECT_EQ(outcome.code, base::ErrorCode::kUndefinedVariable);
  EXPECT_EQ(server_->requestCount("/hello"), 1U);
  ASSERT_EQ(steps_[0].checks.size(), 1U);
  EXPECT_THAT(steps_[0].checks[0].error, HasSubstr("nope"));
}

TEST_F(CaseRunTest, TheStepThatRunsEndsBeforeTheTimeIsOver) {
  const CaseOutcome outcome =
      run("- name: slow\n  request: {method: GET, url: /delay/60}\n"
          "- name: never\n  request: {method: GET, url: /hello}\n",
          "  case_timeout: 0.02\n");
  EXPECT_FALSE(outcome.success);
  EXPECT_EQ(outcome.code, base::ErrorCode::kTimeout);
  EXPECT_THAT(names(), ElementsAre("slow"));
  EXPECT_THAT(cases_.at(0).error, HasSubstr("case_timeout"));
}

TEST_F(CaseRunTest, ReferencedTestcasesGiveTheRecordsOfTheirSteps) {
  temp_.write("child.yaml",
              "config: {name: child, export: [who]}\nteststeps:\n"
              "- name: inner\n  request: {method: GET, url: /hello}\n"
              "  extract: {who: body.hello}\n");
  EXPECT_TRUE(run("- name: call\n  testcase: child.yaml\n  loops: 2\n"
                  "- name: after $who\n  request: {method: GET, url: /hello}\n")
                  .success);
  EXPECT_THAT(names(), ElementsAre("call_loop_1 - inner", "call_loop_2 - inner", "after world"));
}

TEST_F(CaseRunTest, AReferencedTestcaseFailsWithItsStep) {
  temp_.write("child.yaml",
              "config: {name: child}\nteststeps:\n"
              "- name: bad\n  request: {method: GET, url: /hello}\n"
              "  validate: [{eq: [status_code, 1]}]\n"
              "- name: next\n  request: {method: GET, url: /hello}\n");
  const std::string steps =
      "- name: call\n  testcase: child.yaml\n"
      "- name: after\n  request: {method: GET, url: /hello}\n";
  EXPECT_FALSE(run(steps).success);
  EXPECT_THAT(names(), ElementsAre("call - bad!"));
  steps_.clear();
  options_.continue_on_failure = true;
  EXPECT_FALSE(run(steps).success);
  EXPECT_THAT(names(), ElementsAre("call - bad!", "call - next", "after"));
}

TEST_F(CaseRunTest, AReferencedTestcaseThatCannotBeginIsARecord) {
  temp_.write("child.yaml", "config: {variables: {a: $b}}\nteststeps: []\n");
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /hello}\n"
          "- name: call\n  testcase: child.yaml\n");
  EXPECT_EQ(outcome.code, base::ErrorCode::kBadVariables);
  EXPECT_THAT(names(), ElementsAre("one", "call!"));
  EXPECT_EQ(steps_[1].type, "testcase");
}

TEST_F(CaseRunTest, AnInterruptEndsTheRequestUnderWay) {
  std::thread other;
  on_step_ = [&] {
    if (steps_.size() > 1) return;
    other = std::thread([this] {
      while (server_->requestCount("/never") == 0) std::this_thread::yield();
      runner_->interrupt();
    });
  };
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /hello}\n"
          "- name: hangs\n  request: {method: GET, url: /never}\n"
          "- name: two\n  request: {method: GET, url: /hello}\n");
  other.join();
  EXPECT_FALSE(outcome.success);
  EXPECT_EQ(outcome.code, base::ErrorCode::kAborted);
  EXPECT_THAT(names(), ElementsAre("one", "hangs!"));
  EXPECT_EQ(steps_[1].error, "interrupted");
  ASSERT_EQ(cases_.size(), 1U);
  EXPECT_FALSE(cases_[0].success);
}

TEST_F(CaseRunTest, NothingRunsAfterAnInterrupt) {
  temp_.write("case.yaml", "teststeps: [{request: {url: '" + server_->url() + "/hello'}}]");
  const testcase::CaseList list = testcase::listTestcases({"case.yaml"}, temp_.path());
  CaseRun runner(clock_, {});
  runner.interrupt();
  const auto outcome = runner.run(list.cases.at(0).program, list.workload, *this);
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->success);
  EXPECT_EQ(outcome->code, base::ErrorCode::kAborted);
  EXPECT_EQ(server_->requestCount(), 0U);
  EXPECT_TRUE(started_.empty());
}

TEST_F(CaseRunTest, StepsAskForTheirVersionOfHttp) {
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /hello}\n"
          "  validate: [{eq: [proto, HTTP/1.1]}]\n"
          "- name: two\n  request: {method: GET, url: /hello, http2: true}\n"
          "  validate: [{eq: [proto, HTTP/2.0]}, {eq: [body.hello, world]}]\n");
  EXPECT_TRUE(outcome.success);
  EXPECT_THAT(names(), ElementsAre("one", "two"));
  EXPECT_EQ(steps_[0].exchanges.at(0).response.version, "HTTP/1.1");
  EXPECT_EQ(steps_[1].exchanges.at(0).response.version, "HTTP/2.0");
  EXPECT_EQ(steps_[1].exchanges.at(0).request.version, "HTTP/2.0");
}

TEST_F(CaseRunTest, CustomFunctionsAreWaitedForAndRecordedOnce) {
  temp_.write("debugtalk.py", "");
  auto custom = std::make_shared<hrp::testing::FakeCustomFunctions>();
  load_options_.open_functions = [custom](const expression::CustomSource&)
      -> base::Result<std::shared_ptr<expression::CustomFunctions>> { return custom; };
  const CaseOutcome outcome =
      run("- name: one\n  variables: {v: '${add(1, 2)}'}\n"
          "  request: {method: GET, url: /echo, params: {v: $v}}\n"
          "  extract: {x: body.query.v, w: '${echo($v)}'}\n"
          "  validate: [{eq: ['${echo($x)}', '3']}, {eq: [$w, 3]}]\n"
          "- name: two\n  setup_hooks: ['${fail()}']\n"
          "  request: {method: GET, url: /hello}\n");
  EXPECT_FALSE(outcome.success);
  EXPECT_EQ(outcome.code, base::ErrorCode::kFunction);
  EXPECT_THAT(names(), ElementsAre("one", "two!"));
  EXPECT_EQ(steps_[0].extracted.size(), 2U);
  EXPECT_EQ(steps_[0].checks.size(), 2U);
  EXPECT_EQ(steps_[0].exchanges.size(), 1U);
  EXPECT_THAT(steps_[1].error, HasSubstr("function fail: ValueError: bad"));
  EXPECT_EQ(server_->requestCount("/hello"), 0U);
}

TEST_F(CaseRunTest, WhatLoadingCalledForTheConfigIsNotCalledAgain) {
  temp_.write("debugtalk.py", "");
  auto custom = std::make_shared<hrp::testing::FakeCustomFunctions>();
  load_options_.open_functions = [custom](const expression::CustomSource&)
      -> base::Result<std::shared_ptr<expression::CustomFunctions>> { return custom; };
  const CaseOutcome outcome =
      run("- name: one\n  request: {method: GET, url: /echo, params: {k: $k, j: $j}}\n"
          "  validate: [{eq: [body.query.k, '3']}, {eq: [body.query.j, '3!']}]\n",
          "  variables: {j: $k!, k: '${add(1, 2)}'}\n  parameters: {p: [1, 2]}\n");
  EXPECT_TRUE(outcome.success);
  EXPECT_EQ(steps_.size(), 2U);
  EXPECT_THAT(custom->calls, ElementsAre("add"));
}

}  // namespace
}  // namespace hrp::engine
