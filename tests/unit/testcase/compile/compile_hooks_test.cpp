#include <gmock/gmock.h>

#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const RequestStep& requestStepOf(const std::shared_ptr<const Program>& loaded, std::size_t index) {
  return *stepIf<RequestStep>(loaded->operations[index]);
}

TEST(CompileHooks, TextsAndAssignments) {
  const auto loaded = program(R"(
teststeps:
- request: {url: 'http://h/', headers: {X: $early}}
  variables: {early: 1}
  setup_hooks:
  - plain
  - ${md5($request)}
  - {signature: '${md5($early)}', also: 1}
  - more: $signature
  - {request: '${set_header($request, X, $signature)}'}
  teardown_hooks:
  - ${json($hrp_step_response)}
  - {hrp_step_response: '${set($response, body, $signature)}'}
  validate: [{eq: [$signature, x]}]
- request: {url: 'http://h/'}
  setup_hooks: ['${json($hrp_step_name)}']
)");
  EXPECT_THAT(diagnostics(*loaded), IsEmpty());
  const RequestStep& step = requestStepOf(loaded, 0);
  std::vector<std::pair<std::string, Hook::Effect>> hooks;
  for (const Hook& hook : step.setup_hooks) hooks.emplace_back(hook.field, hook.effect);
  for (const Hook& hook : step.teardown_hooks) hooks.emplace_back(hook.field, hook.effect);
  EXPECT_THAT(
      hooks, ElementsAre(std::pair("setup_hooks[0]", Hook::Effect::kNone),
                         std::pair("setup_hooks[1]", Hook::Effect::kMay),
                         std::pair("setup_hooks[2].also", Hook::Effect::kAssign),
                         std::pair("setup_hooks[2].signature", Hook::Effect::kAssign),
                         std::pair("setup_hooks[3].more", Hook::Effect::kAssign),
                         std::pair("setup_hooks[4].request", Hook::Effect::kReplace),
                         std::pair("teardown_hooks[0]", Hook::Effect::kMay),
                         std::pair("teardown_hooks[1].hrp_step_response", Hook::Effect::kReplace)));
  EXPECT_TRUE(step.may_change_request && step.uses_request && step.uses_response);
  EXPECT_FALSE(requestStepOf(loaded, 1).may_change_request ||
               requestStepOf(loaded, 1).uses_request);
}

TEST(CompileHooks, AWriteAloneMakesTheMap) {
  const auto loaded = program(
      "teststeps:\n- request: {url: 'http://h/'}\n  setup_hooks: [{request: {method: PUT}}]\n"
      "  teardown_hooks: [{response: {status_code: 1}}]\n");
  EXPECT_TRUE(requestStepOf(loaded, 0).uses_request && requestStepOf(loaded, 0).uses_response);
  EXPECT_TRUE(loaded->request_slot && loaded->response_slot);
}

TEST(CompileHooks, Problems) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"setup_hooks: [{response: 1}]",
       "/w/case.yaml: step 1: setup_hooks[0].response: there is no response before the request is "
       "sent"},
      {"teardown_hooks: [x, {request: 1}]",
       "/w/case.yaml: step 1: teardown_hooks[1].request: the request was sent already"},
      {"setup_hooks: [{a: '${nope()}'}]",
       "/w/case.yaml: step 1: setup_hooks[0].a: function nope is not found (at offset 0)"},
      {"setup_hooks: [$later, {later: 1}]",
       "/w/case.yaml: step 1: setup_hooks[0]: variable later not found (at offset 0)"},
  };
  for (const auto& [hooks, message] : rows) {
    const auto loaded = program("teststeps:\n- request: {url: 'http://h/'}\n  " + hooks + "\n");
    EXPECT_THAT(diagnostics(*loaded), ElementsAre(message));
  }
  EXPECT_EQ(loadError("teststeps: [{request: {}, setup_hooks: [5]}]"),
            "/w/case.yaml: step 1: setup_hooks[0]: expected text or {variable: value}, got a "
            "number");
  EXPECT_EQ(loadError("teststeps: [{request: {}, setup_hooks: [{'a b': 1}]}]"),
            "/w/case.yaml: step 1: setup_hooks[0]: \"a b\" is not a name for a variable");
}

TEST(CompileHooks, AnApiAddsTheHooksThatTheStepDoesNotHave) {
  const auto loaded =
      program("teststeps:\n- api: a.yaml\n  setup_hooks: [{x: 1}, b]\n",
              {{"a.yaml", "request: {url: 'http://h/'}\nsetup_hooks: [b, {x: 1}, {x: 2}, c]\n"}});
  std::vector<std::string> fields;
  for (const Hook& hook : requestStepOf(loaded, 0).setup_hooks) fields.push_back(hook.field);
  EXPECT_THAT(fields, ElementsAre("setup_hooks[0].x", "setup_hooks[1]", "api.setup_hooks[2].x",
                                  "api.setup_hooks[3]"));
}

}  // namespace
}  // namespace hrp::testcase
