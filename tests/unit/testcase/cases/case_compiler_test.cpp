#include "testcase/cases/case_compiler.hpp"

#include <gmock/gmock.h>

#include "support/program_walker.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using hrp::testing::ProgramWalker;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Runs one iteration and gives what was sent.
std::vector<Value> sent(const Program& program) {
  ProgramWalker walker(program);
  walker.run();
  EXPECT_THAT(walker.failures, ElementsAre());
  return walker.requests;
}

TEST(CaseCompiler, ConfigVariablesInAnyOrder) {
  const auto requests =
      sent(*program("config: {base_url: http://h, variables: {a: $b-1, b: '${c}2', c: $d, d: 5}}\n"
                    "teststeps: [{request: {url: /chain, json: {a: $a, d: $d}}}]"));
  EXPECT_EQ(requests.at(0)["body"].dump(), R"({"a":"52-1","d":5})");
}

TEST(CaseCompiler, ConfigErrorsAreErrorsOfTheFile) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"variables: {a: $b, b: $a}",
       "/w/case.yaml: config.variables: circular reference: a → b → a"},
      {"variables: {a: x$a}", "/w/case.yaml: config.variables: variable self reference: a"},
      {"variables: {a: x$q}", "/w/case.yaml: config.variables: variable not defined: [q]"},
      {"variables: {a: '${nofunc()}'}", "config.variables.a: function nofunc is not found"},
      {"variables: {a: '${random_int(0)}'}", "config: a: "},
      {"base_url: $nope", "base_url: variable nope not found"},
      {"name: $nope", "config.name: variable nope not found"},
  };
  for (const auto& [config, message] : cases) {
    EXPECT_THAT(loadError("config: {" + config + "}\nteststeps: []"), HasSubstr(message));
  }
  const auto undefined =
      load({{"c.yaml", "config: {variables: {a: x$q}}\nteststeps: []"}}, "c.yaml");
  EXPECT_EQ(undefined.error().code, base::ErrorCode::kBadVariables);
}

TEST(CaseCompiler, AConfigVariableCannotSeeSessionValues) {
  EXPECT_THAT(loadError("config: {variables: {a: $p}, parameters: {p: [1]}}\nteststeps: []"),
              HasSubstr("variable not defined: [p]"));
}

TEST(CaseCompiler, StepProblemsBecomeDiagnostics) {
  const auto loaded = program(
      "config: {base_url: http://h}\nteststeps:\n- request: {url: /1}\n"
      "- request: {url: /2, params: {q: $nope}}\n"
      "- {variables: {a: x$a}, request: {url: /3}}\n");
  EXPECT_THAT(
      diagnostics(*loaded),
      ElementsAre("/w/case.yaml: step 2: request.params.q: variable nope not found (at offset 0)",
                  "/w/case.yaml: step 3: variables: variable self reference: a"));
  EXPECT_TRUE(loaded->operations[2].broken);
  ProgramWalker walker(*loaded);
  walker.run();
  EXPECT_EQ(walker.requests.size(), 1U);
  EXPECT_THAT(walker.failures, ElementsAre("variable nope not found (at offset 0)"));
}

TEST(CaseCompiler, BaseUrlIsAnOrdinaryVariable) {
  const auto requests = sent(*program(
      "config: {base_url: $host/a, variables: {host: http://h}}\nteststeps:\n"
      "- request: {url: /1}\n"
      "- {variables: {base_url: http://x/b}, request: {url: /2}}\n- request: {url: /3}\n"));
  EXPECT_EQ(requests.at(0)["base_url"], "http://h/a");
  EXPECT_EQ(requests.at(1)["base_url"], "http://x/b");
  EXPECT_EQ(requests.at(2)["base_url"], "http://h/a");
}

TEST(CaseCompiler, DotEnvOverEnvironsOverConfig) {
  const auto loaded = program(
      "config: {base_url: http://h, environs: {U: env, V: v$C}, variables: {U: cfg, S: cfg, C: "
      "c}}\n"
      "teststeps:\n- {variables: {S: step}, request: {url: /1,\n"
      "    params: {u: $U, p: $P, e: '${ENV(U)}', s: $S, v: $V}}}\n",
      {{".env", "U=dot$x\nP: envp\nbase_url=http://h/env\n"}});
  ProgramWalker walker(*loaded);
  walker.context.variables["U"] = "process";
  walker.run();
  EXPECT_EQ(walker.requests.at(0)["params"].dump(),
            R"({"e":"process","p":"envp","s":"step","u":"dot$x","v":"vc"})");
  EXPECT_EQ(walker.requests.at(0)["base_url"], "http://h/env");
}

TEST(CaseCompiler, ItselfAloneIsTheOuterValue) {
  const auto requests =
      sent(*program("config: {base_url: http://h, variables: {v: outer}}\n"
                    "teststeps: [{variables: {v: $v, w: x$v}, request: {url: /$v/$w}}]"));
  EXPECT_EQ(requests.at(0)["url"], "/outer/xouter");
}

TEST(CaseCompiler, ExtractedValuesCountFromTheirStepOn) {
  const auto loaded = program(
      "config: {base_url: http://h, variables: {v: init}}\nteststeps:\n"
      "- {request: {url: /1, params: {v: $v}}, extract: {v: body.method, t: body.args.v},\n"
      "   validate: [{eq: [$v, GET]}], loops: 3}\n"
      "- request: {url: /2, params: {v: $v, t: $t}}\n");
  EXPECT_EQ(loaded->operations[0].loops, 3);
  const auto requests = sent(*loaded);
  EXPECT_EQ(requests.at(0)["params"]["v"], "init");
  EXPECT_EQ(requests.at(1)["params"].dump(), R"({"t":"init","v":"GET"})");
  const auto early = program(
      "teststeps:\n- request: {url: 'http://h/$t'}\n"
      "- {request: {url: 'http://h/'}, extract: {t: body.x}}\n");
  EXPECT_EQ(early->diagnostics.size(), 1U);
}

TEST(CaseCompiler, NamesUseSessionValuesOnly) {
  const auto requests = sent(
      *program("config: {base_url: http://h, variables: {c: cfg}, parameters: {p: [7]}}\n"
               "teststeps: [{name: s $p, request: {url: /}}, {name: s $c, request: {url: /}}]"));
  EXPECT_EQ(requests.at(0)["name"], "s 7");
  EXPECT_EQ(requests.at(1)["name"], "s $c");
}

TEST(CaseCompiler, TheConfigNameIsEvaluated) {
  const auto loaded = program(
      "config: {name: case $v, variables: {v: 1}, weight: 3, case_timeout: 2, export: [x], "
      "thresholds: [p95 < 1s]}\n"
      "teststeps: []");
  EXPECT_EQ(loaded->name, "case 1");
  EXPECT_EQ(loaded->weight, 3);
  EXPECT_EQ(loaded->case_timeout, std::chrono::seconds(2));
  EXPECT_EQ(loaded->thresholds, std::vector<std::string>{"p95 < 1s"});
  ASSERT_EQ(loaded->exports.size(), 1u);
  EXPECT_EQ(loaded->exports[0].name, "x");
  EXPECT_EQ(loaded->exports[0].variable.count, 0) << "nothing sets it";
  ASSERT_EQ(loaded->config_names.size(), 1u);
  EXPECT_EQ(loaded->config_names[0].name, "v");
}

const char* const kChild =
    "config: {name: child, base_url: http://h/child, variables: {v: childv, w: childw, d: d$w},\n"
    "         export: [tok, d]}\n"
    "teststeps:\n"
    "- {name: c1, request: {method: POST, url: /c1, json: {v: $v, w: $w, d: $d}},\n"
    "   extract: {tok: body.json.v, hid: body.json.w}}\n"
    "- {name: c2, request: {url: /c2/$tok}}\n";

TEST(CaseCompiler, ACalledCaseGetsTheCallersValuesAndExports) {
  const auto loaded = program(
      "config: {base_url: http://h, variables: {w: parentw}}\nteststeps:\n"
      "- {name: s, testcase: child.yaml, variables: {v: stepv}}\n"
      "- request: {url: /2/$tok/$d}\n",
      {{"child.yaml", kChild}});
  ASSERT_EQ(loaded->operations.size(), 5U);
  const auto& call = *stepIf<CallStep>(loaded->operations[0]);
  EXPECT_EQ(call.row_name, "s");
  EXPECT_EQ(call.return_index, 3U);
  EXPECT_EQ(stepIf<CallStep>(loaded->operations[3])->call_index, 0U);
  const auto requests = sent(*loaded);
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0]["name"], "s - c1");
  EXPECT_EQ(requests[0]["base_url"], "http://h");
  EXPECT_EQ(requests[0]["body"].dump(), R"({"d":"dchildw","v":"stepv","w":"parentw"})");
  EXPECT_EQ(requests[1]["url"], "/c2/stepv");
  EXPECT_EQ(requests[2]["url"], "/2/stepv/dchildw");
}

TEST(CaseCompiler, WhatACalledCaseDoesNotExportStaysUnknown) {
  const auto loaded = program(
      "config: {base_url: http://h}\nteststeps:\n- {testcase: child.yaml, export: [nope]}\n"
      "- request: {url: /$hid}\n",
      {{"child.yaml", kChild}});
  EXPECT_THAT(
      diagnostics(*loaded),
      ElementsAre("/w/case.yaml: step 1: export: variable nope not found in /w/child.yaml",
                  "/w/case.yaml: step 2: request.url: variable hid not found (at offset 1)"));
}

TEST(CaseCompiler, CallsNestAndRepeat) {
  const auto loaded = program(
      "config: {variables: {deep: 1}}\nteststeps:\n- {name: a, testcase: m.yaml}\n"
      "- {name: b, testcase: m.yaml, variables: {deep: 2}}\n",
      {{"m.yaml",
        "teststeps: [{name: m, testcase: {teststeps: [{name: x,"
        " request: {url: 'http://h/$deep'}}]}}]"}});
  const auto requests = sent(*loaded);
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0]["url"], "http://h/1");
  EXPECT_EQ(requests[0]["name"], "a - m - x");
  EXPECT_EQ(requests[1]["url"], "http://h/2");
}

TEST(CaseCompiler, AnInlineTestcaseKeepsItsConfig) {
  const auto requests =
      sent(*program("teststeps: [{name: s, testcase: {config: {base_url: http://h/in},"
                    " teststeps: [{request: {url: /x}, validate: [{eq: [status_code, 200]}]}]}}]"));
  EXPECT_EQ(requests.at(0)["base_url"], "http://h/in");
}

TEST(CaseCompiler, ReferencesThatMultiplyAreBounded) {
  Texts files;
  for (int i = 0; i < 20; ++i) {
    const std::string next = std::to_string(i + 1) + ".yaml";
    files[std::to_string(i) + ".yaml"] =
        "teststeps: [{testcase: " + next + "}, {testcase: " + next + "}]";
  }
  files["20.yaml"] = "teststeps: [{request: {url: 'http://h/'}}]";
  EXPECT_THAT(loadError("teststeps: [{testcase: 0.yaml}]", files),
              HasSubstr("more than 100000 steps"));
}

}  // namespace
}  // namespace hrp::testcase
