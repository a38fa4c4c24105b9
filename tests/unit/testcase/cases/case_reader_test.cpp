#include "testcase/cases/case_reader.hpp"

#include <gmock/gmock.h>

#include "support/program_walker.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using hrp::testing::ProgramWalker;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names(const std::string& yaml, const Texts& others = {}) {
  const auto loaded = program(yaml, others);
  std::vector<std::string> out;
  for (const auto& operation : loaded->operations) out.push_back(operation.name.source());
  return out;
}

TEST(CaseReader, StepsTakeTheFirstActionAndHaveDefaultNames) {
  EXPECT_THAT(
      names("teststeps:\n"
            "- request: {method: put, url: http://h/a}\n"
            "- transaction: {name: T, type: start}\n"
            "- rendezvous: {name: R}\n"
            "- websocket: {type: open, url: ws://h/x}\n"
            "- name: nothing\n"
            "- think_time: {time: 1}\n"
            "  request: {url: http://h/unused}\n"
            "- name: own\n"
            "  request: {url: http://h/b}\n"),
      ElementsAre("put http://h/a", "transaction T start", "R", "open ws://h/x", "", "own"));
}

TEST(CaseReader, AWrongFieldNamesFileStepAndField) {
  const std::string step = "teststeps:\n- request: {url: http://h/}\n- name: login\n  ";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"request: {params: text}", "step 2 (login): request.params: expected a map, got text"},
      {"request: [1]", "step 2 (login): request: expected a map, got a list"},
      {"request: {}\n  variables: [1]", "step 2 (login): variables: expected a map, got a list"},
      {"request: {}\n  extract: [1]", "step 2 (login): extract: expected a map, got a list"},
      {"request: {}\n  validate: {a: 1}", "step 2 (login): validate: expected a list, got a map"},
      {"request: {}\n  setup_hooks: x", "step 2 (login): setup_hooks: expected a list, got text"},
      {"request: {timeout: x}", "step 2 (login): request.timeout: expected a number, got text"},
      {"think_time: 5", "step 2 (login): think_time: expected a map, got a number"},
      {"think_time: {time: -1}", "step 2 (login): think_time.time: expected seconds, 0 or more"},
      {"transaction: {name: T}", "step 2 (login): transaction.type: expected start or end"},
      {"websocket: {type: x}", "step 2 (login): websocket.type: expected open, ping"},
      {"ios: []", "step 2 (login): steps on mobile devices are not supported"},
      {"api: 5", "step 2 (login): api: expected a path or a map, got a number"},
      {"api: none.json", "step 2 (login): api: /w/none.json: "},
      {"testcase: none.json", "step 2 (login): testcase: /w/none.json: "},
  };
  for (const auto& [field, message] : cases) {
    EXPECT_THAT(loadError(step + field + "\n"), HasSubstr("/w/case.yaml: " + message)) << field;
  }
}

TEST(CaseReader, WhatIsNoTestcase) {
  EXPECT_EQ(loadError("config: {name: x}\n"), "/w/case.yaml: teststeps: missing");
  EXPECT_EQ(loadError("teststeps: null\n"), "/w/case.yaml: teststeps: missing");
  EXPECT_EQ(loadError("teststeps: {}\n"), "/w/case.yaml: teststeps: expected a list, got a map");
  EXPECT_THAT(loadError("- config: {}\n"), HasSubstr("not a version 4 testcase"));
  EXPECT_EQ(loadError("teststeps: []\n"), "loaded");
  EXPECT_THAT(loadError("config: 5\nteststeps: []\n"), HasSubstr("config: expected a map"));
}

const char* const kApi = R"({"name": "api get", "variables": {"x": "apix", "y": "apiy"},
    "setup_hooks": ["${max(1,2)}", "${max(3,4)}"],
    "request": {"method": "POST", "url": "/api", "json": {"x": "$x", "y": "$y", "z": "$z"}},
    "extract": {"e": "body.json.x", "o": "body.json.y"},
    "validate": [{"eq": ["status_code", 200]}, {"eq": ["body.json.y", "apiy"]}]})";

TEST(CaseReader, ApiStepsAreMerged) {
  const auto loaded = program(
      "config: {base_url: http://h, variables: {z: cfgz, y: cfgy}}\n"
      "teststeps:\n"
      "- {name: s, api: api/get.json, variables: {x: stepx}, extract: {e2: body.json.y, o: "
      "proto},\n"
      "   setup_hooks: ['${max(3,4)}']}\n"
      "- {api: api/get.json, variables: {y: other}, validate: [{eq: [body.json.y, other]},\n"
      "   {ne: [body.json.y, apiy]}]}\n",
      {{"api/get.json", kApi}});
  EXPECT_TRUE(loaded->diagnostics.empty());
  ASSERT_EQ(loaded->operations.size(), 2U);
  const auto& first = *stepIf<RequestStep>(loaded->operations[0]);
  EXPECT_EQ(first.row_type, "api");
  EXPECT_EQ(first.setup_hooks.size(), 2U);
  EXPECT_EQ(first.extractions.size(), 3U);
  EXPECT_EQ(stepIf<RequestStep>(loaded->operations[1])->checks.size(), 3U);
  EXPECT_EQ(loaded->operations[1].name.source(), "api get");
  ProgramWalker walker(*loaded);
  walker.run();
  EXPECT_THAT(walker.failures, ElementsAre());
  ASSERT_EQ(walker.requests.size(), 2U);
  EXPECT_EQ(walker.requests[0]["body"].dump(), R"({"x":"stepx","y":"apiy","z":"cfgz"})");
  EXPECT_EQ(walker.requests[1]["body"].dump(), R"({"x":"apix","y":"other","z":"cfgz"})");
}

TEST(CaseReader, AnInlineApiKeepsAllItsFields) {
  const auto loaded = program(
      "teststeps:\n- api: {request: {url: http://h/, json: {a: 1}}, validate: [{eq: [a, a]}]}\n");
  ASSERT_EQ(loaded->operations.size(), 1U);
  const auto& request = *stepIf<RequestStep>(loaded->operations[0]);
  EXPECT_EQ(request.checks.size(), 1U);
  EXPECT_TRUE(request.body.from_json_field);
  EXPECT_THAT(loadError("teststeps:\n- api: {request: 5}\n"),
              HasSubstr("step 1: api.request: expected a map, got a number"));
  EXPECT_THAT(loadError("teststeps:\n- api: a.yaml\n", {{"a.yaml", "request: 5"}}),
              HasSubstr("/w/a.yaml: request: expected a map, got a number"));
}

TEST(CaseReader, PathsAreRelativeToTheProjectRoot) {
  const Texts files = {{"proj.json", "{}"},
                       {"t/case.yaml", "teststeps: [{api: api/get.json}]"},
                       {"api/get.json", kApi}};
  EXPECT_TRUE(load(files, "t/case.yaml"));
}

TEST(CaseReader, ReferencesThatGoInACircleAreShown) {
  EXPECT_THAT(
      loadError("teststeps: [{testcase: b.yaml}]",
                {{"b.yaml", "teststeps: [{testcase: case.yaml}]"}}),
      HasSubstr("/w/case.yaml → /w/b.yaml → /w/case.yaml: a testcase that refers to itself"));
}

TEST(CaseReader, StrictNamesUnknownFields) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"zz: 1\nteststeps: []", "/w/case.yaml: zz: unknown field"},
      {"teststeps: [{request: {zz: 1}}]", "/w/case.yaml: step 1: request.zz: unknown field"},
      {"teststeps: [{name: a, valdate: [], request: {}}]",
       "/w/case.yaml: step 1 (a): valdate: unknown field, did you mean validate?"},
      {"config: {zz: 1}\nteststeps: []", "/w/case.yaml: config.zz: unknown field"},
      {"config: {parameters_setting: {limits: 1, strategies: {a: {pick: random}}}}\nteststeps: []",
       "/w/case.yaml: config.parameters_setting.strategies.a.pick: unknown field; "
       "/w/case.yaml: config.parameters_setting.limits: unknown field, did you mean limit?"},
      {"config: {think_time: {strategy: random_percentage, setting: {min: 1}, zz: 1}}\n"
       "teststeps: []",
       "/w/case.yaml: config.think_time.setting.min: unknown field; "
       "/w/case.yaml: config.think_time.zz: unknown field"},
      {"config: {websocket: {reconnection_time: 1}}\nteststeps: []",
       "/w/case.yaml: config.websocket.reconnection_time: unknown field, did you mean "
       "reconnection_times?"},
      {"teststeps: [{api: {zz: 1, request: {urll: x}}}]",
       "/w/case.yaml: step 1: api.request.urll: unknown field, did you mean url?; "
       "/w/case.yaml: step 1: api.zz: unknown field"},
      {"teststeps: [{testcase: {zz: 1, teststeps: [{request: {uri: /}}]}}]",
       "/w/case.yaml (testcase of step 1): step 1: request.uri: unknown field, did you mean url?; "
       "/w/case.yaml (testcase of step 1): zz: unknown field"},
      {"teststeps: [{api: a.yaml}, {api: a.yaml}]", "/w/a.yaml: request.zz: unknown field"},
      {"teststeps: [{think_time: {times: 1}}, {transaction: {name: t, type: start, of: 1}},"
       " {rendezvous: {nam: r}}, {request: {}, validate: [{check: a, assert: eq, expect: 1,"
       " message: m}]}]",
       "/w/case.yaml: step 1: think_time.times: unknown field, did you mean time?; "
       "/w/case.yaml: step 2: transaction.of: unknown field; "
       "/w/case.yaml: step 3: rendezvous.nam: unknown field, did you mean name?; "
       "/w/case.yaml: step 4: validate[0].message: unknown field"},
      {"config: {name: x, plugin: {}}\nteststeps: [{name: a, loops: 2, validate: [],"
       " request: {url: 'http://h/', method: GET, http2: true}}]",
       ""},
  };
  for (const auto& [yaml, message] : rows) {
    const Texts texts = {{"case.yaml", yaml}, {"a.yaml", "request: {zz: 1, url: 'http://h/'}"}};
    const auto strict = load(texts, "case.yaml", LoadOptions{.strict = true});
    EXPECT_EQ(strict ? "" : strict.error().message, message) << yaml;
    const auto lenient = load(texts, "case.yaml");
    EXPECT_TRUE(lenient.has_value()) << lenient.error().message;
  }
}

TEST(CaseReader, StrictTellsTwentyUnknownFieldsAtMost) {
  std::string yaml = "teststeps: []";
  for (int i = 10; i < 33; ++i) yaml += "\nfield" + std::to_string(i) + ": 1";
  const auto strict = load({{"case.yaml", yaml}}, "case.yaml", LoadOptions{.strict = true});
  ASSERT_FALSE(strict.has_value());
  EXPECT_THAT(strict.error().message, HasSubstr("field29: unknown field (and 3 more)"));
}

}  // namespace
}  // namespace hrp::testcase
