#include "testcase/compile/template_compiler.hpp"

#include <gmock/gmock.h>

#include "support/fakes/fake_custom_functions.hpp"
#include "support/fakes/fake_function_context.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;

class TemplateCompilerTest : public ::testing::Test {
 protected:
  TemplateCompiler compiler(const std::string& functions_file = "") {
    TemplateCompiler::Target target{program, scope, {"f.yaml", "step 1"}};
    target.functions_file = functions_file;
    target.find_custom = [this](std::string_view name) { return table.find(name); };
    return TemplateCompiler(std::move(target));
  }
  const expression::CustomFunctionTable table{
      std::make_shared<hrp::testing::FakeCustomFunctions>()};
  SlotTable slots;
  CaseScope scope{slots, nullptr};
  Program program;
};

TEST_F(TemplateCompilerTest, NotesProblemsWithTheirPlace) {
  TemplateCompiler templates = compiler();
  EXPECT_FALSE(templates.text("request.url", "/$nope", Stage::kBegin).evaluate({}));
  (void)templates.value("request.json", {{"a", "${nofunc(1)}"}}, Stage::kBegin);
  EXPECT_THAT(
      diagnostics(program),
      ElementsAre("f.yaml: step 1: request.url: variable nope not found (at offset 1)",
                  "f.yaml: step 1: request.json.a: function nofunc is not found (at offset 0)"));
  EXPECT_EQ(program.diagnostics[0].error.code, base::ErrorCode::kUndefinedVariable);
  EXPECT_EQ(program.diagnostics[1].error.hint, "");
}

TEST_F(TemplateCompilerTest, CustomFunctionsAreKnownButInNames) {
  TemplateCompiler templates = compiler("/p/debugtalk.py");
  hrp::testing::FakeFunctionContext context;
  const auto called =
      templates.text("request.url", "${echo(1)}", Stage::kBegin).evaluate({{}, &context});
  EXPECT_EQ(called.error().message, "function echo cannot be called here (at offset 0)");
  EXPECT_EQ(templates.name("${echo(1)}").constant(), "${echo(1)}");
  EXPECT_TRUE(program.diagnostics.empty());
  (void)templates.text("request.url", "${add(1)}", Stage::kBegin);
  EXPECT_THAT(diagnostics(program),
              ElementsAre("f.yaml: step 1: request.url: function add expects 2 argument(s), but "
                          "got 1 (at offset 0)"));
}

TEST_F(TemplateCompilerTest, AnUnknownFunctionNamesTheFileThatLacksIt) {
  TemplateCompiler templates = compiler("/p/debugtalk.py");
  (void)templates.text("request.url", "${mine()}", Stage::kBegin);
  ASSERT_EQ(program.diagnostics.size(), 1U);
  EXPECT_EQ(program.diagnostics[0].error.hint,
            "neither a builtin nor a function of /p/debugtalk.py has this name");
  (void)templates.text("request.url", "${add(1)}", Stage::kBegin);
  ASSERT_EQ(program.diagnostics.size(), 2U);
  EXPECT_EQ(program.diagnostics[1].error.hint, "") << "it is known, with other arguments";
}

TEST_F(TemplateCompilerTest, ANameThatCannotBeEvaluatedStaysAsWritten) {
  TemplateCompiler templates = compiler();
  (void)scope.sessionSlot("user");
  EXPECT_FALSE(templates.name("login $user").isConstant());
  EXPECT_EQ(templates.name("login $other").constant(), "login $other");
  EXPECT_TRUE(program.diagnostics.empty());
}

TEST_F(TemplateCompilerTest, ChecksAreFullyChecked) {
  TemplateCompiler templates = compiler();
  const auto check = [&](const char* actual, const char* assertion, const Value& expect) {
    return templates.check(ValidatorModel{actual, assertion, expect, "", "validate[0]"});
  };
  EXPECT_NE(check("body.a", "eq", 1).comparator, nullptr);
  EXPECT_EQ(check("body.a", "no_such", 1).comparator, nullptr);
  (void)check("body.[", "eq", 1);
  (void)check("body.a", "regex_match", "([");
  (void)check("$v", "eq", "$w");
  ASSERT_EQ(program.diagnostics.size(), 5U);
  EXPECT_EQ(program.diagnostics[0].text(),
            "f.yaml: step 1: validate[0].assert: unexpected assertion: no_such");
  EXPECT_EQ(program.diagnostics[1].field, "validate[0].check");
  EXPECT_EQ(program.diagnostics[2].field, "validate[0].expect");
  EXPECT_EQ(program.diagnostics[3].field, "validate[0].check");
  EXPECT_EQ(program.diagnostics[4].field, "validate[0].expect");
}

TEST_F(TemplateCompilerTest, KnowsWhatATemplateReads) {
  TemplateCompiler templates = compiler();
  (void)templates.text("setup_hooks[0]", "${md5($hrp_step_name)}", Stage::kSend);
  EXPECT_FALSE(templates.usesRequest());
  (void)templates.text("setup_hooks[1]", "$request", Stage::kSend);
  EXPECT_TRUE(templates.usesRequest());
  EXPECT_FALSE(templates.usesResponse());
  (void)templates.response("extract.x", "$hrp_step_response");
  EXPECT_TRUE(templates.usesResponse());
  EXPECT_TRUE(program.diagnostics.empty());
}

TEST(LiteralTemplate, GivesDataBack) {
  const Value data = {{"$k", {"$a", 1, "x${md5(y)}"}}, {"n", nullptr}};
  EXPECT_EQ(literalTemplate(data).evaluate({}).value(), data);
}

}  // namespace
}  // namespace hrp::testcase
