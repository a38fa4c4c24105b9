#include "hrp/testcase/case_list.hpp"

#include <gmock/gmock.h>

#include "support/fakes/fake_custom_functions.hpp"
#include "support/temp_folder.hpp"

namespace hrp::testcase {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class CaseListTest : public ::testing::Test {
 protected:
  [[nodiscard]] CaseList list(const std::vector<std::string>& arguments) const {
    return listTestcases(arguments, folder_.path());
  }
  const testing::TempFolder folder_;
};

TEST_F(CaseListTest, AFileThatCannotBeReadDoesNotStopTheOthers) {
  folder_.write("a.json", "{");
  folder_.write("b.json", R"({"config": {"name": "b"}, "teststeps": []})");
  folder_.write("c.yaml", "config: {name: c}");
  const CaseList all = list({"a.json", "nope.json", "b.json", "c.yaml"});
  ASSERT_EQ(all.cases.size(), 4U);
  EXPECT_EQ(all.cases[0].error.code, base::ErrorCode::kMalformedJson);
  EXPECT_FALSE(all.cases[0].ends_run);
  EXPECT_EQ(all.cases[1].error.code, base::ErrorCode::kNotFound);
  ASSERT_NE(all.cases[2].program, nullptr);
  EXPECT_EQ(all.cases[2].program->name, "b");
  EXPECT_THAT(all.cases[3].error.message, HasSubstr("teststeps"));
}

TEST_F(CaseListTest, StrictNamesUnknownFieldsOfEachFile) {
  folder_.write("a.yaml", "teststeps: [{testcase: c.yaml}]");
  folder_.write("b.yaml", "teststeps: [{testcase: c.yaml}]");
  folder_.write("c.yaml", "teststep: 1\nteststeps: []");
  folder_.write("d.yaml", "teststeps: []");
  const CaseList all =
      listTestcases({"a.yaml", "b.yaml", "d.yaml"}, folder_.path(), LoadOptions{.strict = true});
  ASSERT_EQ(all.cases.size(), 3U);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_THAT(all.cases[i].error.message,
                HasSubstr("c.yaml: teststep: unknown field, did you mean teststeps?"));
    EXPECT_FALSE(all.cases[i].ends_run);
  }
  EXPECT_NE(all.cases[2].program, nullptr);
}

TEST_F(CaseListTest, ConfigThatCannotBeUsedEndsTheRun) {
  folder_.write("a.json", R"({"config": {"variables": {"a": "$b"}}, "teststeps": []})");
  folder_.write("b.json", R"({"config": {"parameters": {"a-b": [[1]]}}, "teststeps": []})");
  const CaseList all = list({"a.json", "b.json"});
  EXPECT_EQ(all.cases[0].error.code, base::ErrorCode::kBadVariables);
  EXPECT_TRUE(all.cases[0].ends_run);
  EXPECT_TRUE(all.cases[1].ends_run);
}

TEST_F(CaseListTest, AStepThatCannotCompileIsFoundWhereItStands) {
  folder_.write("a.json", R"({"teststeps": [{"request": {"url": "http://h/$nope"}}]})");
  const CaseList all = list({"a.json"});
  ASSERT_NE(all.cases[0].program, nullptr);
  EXPECT_EQ(all.cases[0].program->diagnostics.size(), 1U);
}

TEST_F(CaseListTest, AWrongCallBesideADebugtalkFileIsAnErrorOfTheFile) {
  folder_.write("debugtalk.py", "");
  folder_.write("unknown.json", R"({"teststeps": [{"request": {"url": "http://h/${nope()}"}}]})");
  folder_.write("count.json", R"({"teststeps": [{"request": {"url": "http://h/${add(1)}"}}]})");
  folder_.write("good.json", R"({"teststeps": [{"request": {"url": "http://h/${add(1, 2)}"}}]})");
  const LoadOptions options{.open_functions = [](const expression::CustomSource&) {
    return std::make_shared<testing::FakeCustomFunctions>();
  }};
  const CaseList all =
      listTestcases({"unknown.json", "count.json", "good.json"}, folder_.path(), options);
  ASSERT_EQ(all.cases.size(), 3U);
  EXPECT_EQ(all.cases[0].program, nullptr);
  EXPECT_THAT(all.cases[0].error.message, HasSubstr("url: function nope is not found"));
  EXPECT_EQ(all.cases[0].error.code, base::ErrorCode::kFunction);
  EXPECT_FALSE(all.cases[0].ends_run);
  EXPECT_THAT(all.cases[1].error.message, HasSubstr("expects 2 argument(s), but got 1"));
  ASSERT_NE(all.cases[2].program, nullptr);
}

TEST_F(CaseListTest, DotEnvOfEveryFileIsVisibleToAll) {
  folder_.write("one/proj.json", "{}");
  folder_.write("one/.env", "FIRST=1\n");
  folder_.write("one/a.json", R"({"config": {"name": "${ENV(SECOND)}"}, "teststeps": []})");
  folder_.write("two/proj.json", "{}");
  folder_.write("two/.env", "SECOND=2\n");
  folder_.write("two/b.json", R"({"teststeps": []})");
  const CaseList all = list({"one/a.json", "two/b.json"});
  ASSERT_NE(all.cases[0].program, nullptr);
  EXPECT_EQ(all.cases[0].program->name, "2");
  EXPECT_THAT(all.cases[0].program->root, HasSubstr("/one"));
  EXPECT_THAT(all.workload.environment,
              UnorderedElementsAre(Pair("FIRST", "1"), Pair("SECOND", "2")));
}

TEST_F(CaseListTest, NothingToRunIsAnEmptyList) {
  folder_.write("d/data.json", "[]");
  EXPECT_TRUE(list({"d"}).cases.empty());
}

TEST_F(CaseListTest, AReferencedConfigThatCannotBeUsedFailsItsStep) {
  folder_.write("child.json", R"({"config": {"variables": {"a": "$b"}}, "teststeps": []})");
  folder_.write("a.json", R"({"teststeps": [{"request": {"url": "http://h/"}},
                              {"name": "call", "testcase": "child.json"}]})");
  const CaseList all = list({"a.json"});
  ASSERT_NE(all.cases[0].program, nullptr) << all.cases[0].error.message;
  const Program& program = *all.cases[0].program;
  ASSERT_EQ(program.operations.size(), 3U);
  ASSERT_TRUE(program.operations[1].broken);
  EXPECT_EQ(program.operations[1].broken->code, base::ErrorCode::kBadVariables);
  EXPECT_EQ(stepIf<CallStep>(program.operations[1])->return_index, 2U);
  EXPECT_EQ(program.diagnostics.size(), 1U);
}

}  // namespace
}  // namespace hrp::testcase
