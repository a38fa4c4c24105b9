#include <gmock/gmock.h>

#include "support/fakes/fake_function_context.hpp"
#include "support/program_walker.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using hrp::testing::ProgramWalker;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string caseWith(const std::string& config, const std::string& url = "/$a") {
  return "config:\n  base_url: http://h\n" + config + "teststeps:\n- request: {url: " + url + "}\n";
}

std::vector<std::string> urls(const std::string& yaml, const Texts& others = {}) {
  const auto loaded = program(yaml, others);
  std::vector<std::string> out;
  const std::uint64_t count = loaded->parameters ? loaded->parameters->runCount() : 1;
  ProgramWalker walker(*loaded);
  for (std::uint64_t row = 0; row < count; ++row) {
    walker.run(row);
    if (!walker.failures.empty()) return {"failed: " + walker.failures.front()};
    out.push_back(walker.requests.back()["url"].get<std::string>());
  }
  return out;
}

TEST(CompileParameters, Lists) {
  EXPECT_THAT(urls(caseWith("  parameters: {a: [1, x, 2.5]}\n")), ElementsAre("/1", "/x", "/2.5"));
  EXPECT_THAT(urls(caseWith("  parameters: {a-b: [[1, 2], {a: 3, b: 4, c: 5}]}\n", "/$a-$b")),
              ElementsAre("/1-2", "/3-4"));
  EXPECT_THAT(urls(caseWith("  variables: {v: 7}\n  parameters: {a: [$v, x$v]}\n")),
              ElementsAre("/7", "/x7"));
}

TEST(CompileParameters, FileOrderNestsTheFirstOutermost) {
  EXPECT_THAT(urls(caseWith("  parameters: {z: [1, 2], a: [x, y]}\n", "/$z$a")),
              ElementsAre("/1x", "/1y", "/2x", "/2y"));
}

TEST(CompileParameters, TextGivesAList) {
  EXPECT_THAT(urls(caseWith("  variables: {l: [1, 2]}\n  parameters: {a: $l}\n")),
              ElementsAre("/1", "/2"));
  EXPECT_THAT(urls(caseWith("  variables: {t: 'p,q'}\n"
                            "  parameters: {a: '${split_by_comma($t)}'}\n")),
              ElementsAre("/p", "/q"));
}

TEST(CompileParameters, Csv) {
  const Texts files = {{"acc.csv", "user,pass,extra\r\n001,x y,9\r\n2,\"q,$r\",8\r\n"},
                       {"data/b.csv", "\xEF\xBB\xBFpass,user\n p1 ,u\n\np2,v\n"}};
  EXPECT_THAT(
      urls(caseWith("  parameters: {user-pass: '${parameterize(acc.csv)}'}\n", "/$user-$pass"),
           files),
      ElementsAre("/001-x y", "/2-q,$r"));
  EXPECT_THAT(urls(caseWith("  variables: {dir: data}\n"
                            "  parameters: {pass: '${P($dir/b.csv)}'}\n",
                            "/$pass"),
                   files),
              ElementsAre("/p1", "/p2"));
  EXPECT_THAT(urls(caseWith("  parameters: {pass: \"${P('data/b.csv')}\"}\n", "/$pass"), files),
              ElementsAre("/p1", "/p2"));
}

// What a step has put there does not outlive the iteration, whether the slot is unset or not.
TEST(CompileParameters, OnlyColumnsOfFilesNeedNotBeUnset) {
  const Texts files = {{"a.csv", "a\nx\ny\n"}};
  const auto of_file = program(caseWith("  parameters: {a: '${P(a.csv)}'}\n"), files);
  EXPECT_THAT(of_file->session_slots, ::testing::IsEmpty());
  const std::string mixed = "  parameters: {a: '${P(a.csv)}', b: ['<$a>']}\n";
  EXPECT_THAT(program(caseWith(mixed), files)->session_slots, ::testing::SizeIs(2));
  EXPECT_THAT(urls(caseWith("  parameters: {a: '${P(a.csv)}'}\n"), files), ElementsAre("/x", "/y"));
  std::vector<Value> slots(of_file->slot_count, Value("longer than the text of the row"));
  hrp::testing::FakeFunctionContext context;
  ASSERT_TRUE(of_file->parameters->apply(1, context.seeded, slots, context));
  EXPECT_EQ(slots[of_file->parameters->tables[0].slots[0]], "y");
}

TEST(CompileParameters, Settings) {
  const auto limited = [](const std::string& setting) {
    return urls(caseWith("  parameters: {a: [1, 2, 3]}\n  parameters_setting: " + setting + "\n"));
  };
  EXPECT_THAT(limited("{limit: 2}"), ElementsAre("/1", "/2"));
  EXPECT_THAT(limited("{limit: 4, pick_order: unique}"), ElementsAre("/1", "/2", "/3", "/1"));
  EXPECT_THAT(limited("{limit: -1}"), ElementsAre("/1", "/2", "/3"));
  const auto strategies = program(caseWith(
      "  parameters: {a: [1, 2], b: [x, y]}\n"
      "  parameters_setting: {strategies: {b: {name: r, pick_order: random}, a: {pick_order: "
      "unique}}}\n"));
  ASSERT_EQ(strategies->parameters->tables.size(), 2U);
  EXPECT_EQ(strategies->parameters->tables[0].order, ParameterSet::PickOrder::kUnique);
  EXPECT_EQ(strategies->parameters->tables[1].order, ParameterSet::PickOrder::kRandom);
}

TEST(CompileParameters, WithoutRowsThereAreNoParameters) {
  const Texts files = {{"e.csv", "a\n"}};
  EXPECT_EQ(program(caseWith("  parameters: {a: []}\n"))->parameters, nullptr);
  EXPECT_EQ(program(caseWith("  parameters: {a: '${P(e.csv)}'}\n"), files)->parameters, nullptr);
  EXPECT_EQ(program(caseWith("  parameters_setting: {limit: 3}\n", "/"))->parameters, nullptr);
}

TEST(CompileParameters, ErrorsNameTheParameter) {
  const Texts files = {{"r.csv", "a,b\n1\n"}, {"e.csv", ""}};
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"parameters: {a-b: [[1, 2, 3]]}", "parameters.a-b: row 1 has 3 values for 2 names"},
      {"parameters: {a-b: [{a: 1}]}", "parameters.a-b: row 1 has no \"b\""},
      {"parameters: {a-b: [5]}", "parameters.a-b: row 1: expected a list or a map, got a number"},
      {"parameters: {a: 5}", "parameters.a: expected a list, got a number"},
      {"parameters: {a: text}", "parameters.a: expected a list, got text"},
      {"parameters: {a: $nope}", "parameters.a: variable nope not found"},
      {"parameters: {a: '${P(nope.csv)}'}", "parameters.a: /w/nope.csv: "},
      {"parameters: {x: '${P(r.csv)}'}", "parameters.x: r.csv: "},
      {"parameters: {a: '${P(e.csv)}'}", "parameters.a: e.csv: "},
      {"parameters: {a: [$nope]}", "parameters.a: variable nope not found"},
      {"parameters: {a: []}\n  parameters_setting: {pick_order: random}", "no rows to choose from"},
      {"parameters: {a: [1]}\n  parameters_setting: {strategies: {a: random}}",
       "parameters_setting.strategies.a: expected a map, got text"},
      {"parameters: [1]", "config.parameters: expected a map, got a list"},
  };
  for (const auto& [config, message] : cases) {
    EXPECT_THAT(loadError(caseWith("  " + config + "\n"), files), HasSubstr(message)) << config;
  }
  EXPECT_THAT(loadError(caseWith("  parameters: {x: '${P(f.csv)}'}\n"), {{"f.csv", "a\n1\n"}}),
              HasSubstr("f.csv has no column \"x\""));
}

}  // namespace
}  // namespace hrp::testcase
