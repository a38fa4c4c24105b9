#include "expression/jmespath/jmespath_functions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/expression/jmespath_cases.hpp"

namespace hrp::expression {
namespace {

using ::testing::HasSubstr;

constexpr const char* kDocument = R"({
  "i": -7, "f": -1.5, "s": "häßlich", "empty": "", "t": true, "n": null,
  "ints": [3, 1, 2], "mixed": [3, 1.5, 2], "texts": ["b", "a", "c"], "none": [],
  "big": [9223372036854775807, 1], "wide": [9223372036854775807, 9223372036854775807, 5],
  "odd": [1, "a"], "o": {"b": 2, "a": 1}, "p": {"b": 3, "c": 4},
  "people": [{"n": "bob", "age": 30}, {"n": "ann", "age": 25}, {"n": "cid", "age": 30}],
  "holes": [{"age": 1}, {"n": "x"}]
})";

TEST(JmesPathFunctions, Numbers) {
  checkJmesPath(kDocument,
                {
                    {"abs(i)", "7"},
                    {"abs(f)", "1.5"},
                    {"abs(`3`)", "3"},
                    {"abs(`-9223372036854775808`)", "9223372036854775808"},
                    {"ceil(f)", "-1"},
                    {"ceil(`1.2`)", "2"},
                    {"ceil(`3`)", "3"},
                    {"floor(f)", "-2"},
                    {"floor(`1.9`)", "1"},
                    {"floor(`1e300`)", "1e300"},
                    {"avg(ints)", "2"},
                    {"avg(mixed)", "2.1666666666666665"},
                    {"avg(`[1, 2]`)", "1.5"},
                    {"avg(none)", "null"},
                    {"sum(ints)", "6"},
                    {"sum(mixed)", "6.5"},
                    {"sum(none)", "0"},
                    {"sum(big)", "9223372036854775808"},
                    {"avg(`[9223372036854775807, 9223372036854775807]`)", "9223372036854775807"},
                    {"sum(wide)", "1.8446744073709552e19"},
                    {"sum(`[-9223372036854775808, -1]`)", "-9223372036854775809"},
                    {"sum(people[*].age)", "85"},
                    {"to_number('12')", "12"},
                    {"to_number('-1.5')", "-1.5"},
                    {"to_number('1e3')", "1000"},
                    {"to_number('9007199254740993')", "9007199254740993"},
                    {"to_number(i)", "-7"},
                    {"to_number('x')", "null"},
                    {"to_number('')", "null"},
                    {"to_number(' 1')", "null"},
                    {"to_number('1 ')", "null"},
                    {"to_number('1x')", "null"},
                    {"to_number('1e999')", "null"},
                    {"to_number(t)", "null"},
                    {"to_number(n)", "null"},
                    {"to_number(ints)", "null"},
                });
}

TEST(JmesPathFunctions, IntegersStayIntegers) {
  const Value document = Value::parse(kDocument);
  for (const std::string text : {"abs(i)", "ceil(f)", "sum(ints)", "avg(ints)", "max(ints)",
                                 "length(s)", "to_number('3')", "sort(ints)[0]", "length(ints)"}) {
    EXPECT_TRUE(JmesPath::compile(text)->search(document)->is_number_integer()) << text;
  }
}

TEST(JmesPathFunctions, Text) {
  const JmesPathTable table = {
      {"length(s)", "7"},
      {"length(empty)", "0"},
      {"reverse(s)", R"("hcilßäh")"},
      {"reverse(empty)", R"("")"},
      {"starts_with(s, 'hä')", "true"},
      {"starts_with(s, 'x')", "false"},
      {"starts_with(s, '')", "true"},
      {"ends_with(s, 'lich')", "true"},
      {"ends_with(s, 'x')", "false"},
      {"contains(s, 'ß')", "true"},
      {"contains(s, 'x')", "false"},
      {"contains(s, i)", "false"},
      {"join('-', texts)", R"("b-a-c")"},
      {"join('', texts)", R"("bac")"},
      {"join(', ', none)", R"("")"},
      {"join(', ', people[*].n)", R"("bob, ann, cid")"},
      {"to_string(s)", R"("häßlich")"},
      {"to_string(i)", R"("-7")"},
      {"to_string(f)", R"("-1.5")"},
      {"to_string(`2.0`)", R"("2")"},
      {"to_string(t)", R"("true")"},
      {"to_string(n)", R"("null")"},
      {"to_string(ints)", R"("[3,1,2]")"},
      {"to_string(o)", R"("{\"a\":1,\"b\":2}")"},
  };
  checkJmesPath(kDocument, table);
}

TEST(JmesPathFunctions, Lists) {
  const JmesPathTable table = {
      {"length(ints)", "3"},
      {"length(none)", "0"},
      {"contains(ints, `1`)", "true"},
      {"contains(ints, `1.0`)", "true"},
      {"contains(ints, '1')", "false"},
      {"contains(texts, 'a')", "true"},
      {"contains(odd, `[1]`)", "false"},
      {"reverse(ints)", "[2,1,3]"},
      {"reverse(none)", "[]"},
      {"sort(ints)", "[1,2,3]"},
      {"sort(mixed)", "[1.5,2,3]"},
      {"sort(texts)", R"(["a","b","c"])"},
      {"sort(none)", "[]"},
      {"max(ints)", "3"},
      {"max(mixed)", "3"},
      {"max(texts)", R"("c")"},
      {"max(none)", "null"},
      {"max(big)", "9223372036854775807"},
      {"min(ints)", "1"},
      {"min(texts)", R"("a")"},
      {"min(none)", "null"},
      {"map(&n, people)", R"(["bob","ann","cid"])"},
      {"map(&n, holes)", R"([null,"x"])"},
      {"map(&@, ints)", "[3,1,2]"},
      {"map(&to_string(@), ints)", R"(["3","1","2"])"},
      {"map(&[0], `[[1],[2]]`)", "[1,2]"},
      {"sort_by(people, &age)[*].n", R"(["ann","bob","cid"])"},
      {"sort_by(people, &n)[0].age", "25"},
      {"sort_by(people, &age)[-1].n", R"("cid")"},
      {"sort_by(none, &age)", "[]"},
      {"max_by(people, &age).n", R"("bob")"},
      {"min_by(people, &age).n", R"("ann")"},
      {"max_by(people, &n).n", R"("cid")"},
      {"max_by(none, &age)", "null"},
      {"min_by(none, &age)", "null"},
      {"to_array(ints)", "[3,1,2]"},
      {"to_array(i)", "[-7]"},
      {"to_array(n)", "[null]"},
      {"to_array(o)", R"([{"a":1,"b":2}])"},
  };
  checkJmesPath(kDocument, table);
}

TEST(JmesPathFunctions, Maps) {
  const JmesPathTable table = {
      {"length(o)", "2"},
      {"keys(o)", R"(["a","b"])"},
      {"keys(`{}`)", "[]"},
      {"values(o)", "[1,2]"},
      {"merge(o, p)", R"({"a":1,"b":3,"c":4})"},
      {"merge(o)", R"({"a":1,"b":2})"},
      {"merge(o, p, `{\"a\": 9}`)", R"({"a":9,"b":3,"c":4})"},
  };
  checkJmesPath(kDocument, table);
}

TEST(JmesPathFunctions, AnyValue) {
  const JmesPathTable table = {
      {"not_null(nope, n, i, s)", "-7"},
      {"not_null(nope, n)", "null"},
      {"not_null(empty)", R"("")"},
      {"type(i)", R"("number")"},
      {"type(f)", R"("number")"},
      {"type(s)", R"("string")"},
      {"type(t)", R"("boolean")"},
      {"type(n)", R"("null")"},
      {"type(ints)", R"("array")"},
      {"type(o)", R"("object")"},
      {"ints.length(@)", "3"},
      {"people[*].length(n)", "[3,3,3]"},
      {"length(people[?age > `26`])", "2"},
      {"sort(keys(o)) | [0]", R"("a")"},
  };
  checkJmesPath(kDocument, table);
}

TEST(JmesPathFunctions, TypeErrors) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"abs(s)", "function abs argument 1: expected number, got string"},
      {"abs(n)", "function abs argument 1: expected number, got null"},
      {"avg(odd)", "function avg argument 1: expected array of numbers, got array"},
      {"avg(i)", "function avg argument 1: expected array of numbers, got number"},
      {"ceil(t)", "function ceil argument 1: expected number, got boolean"},
      {"contains(o, 'a')", "function contains argument 1: expected string or array, got object"},
      {"ends_with(s, i)", "function ends_with argument 2: expected string, got number"},
      {"join(i, texts)", "function join argument 1: expected string, got number"},
      {"join('', odd)", "function join argument 2: expected array of strings, got array"},
      {"keys(ints)", "function keys argument 1: expected object, got array"},
      {"length(i)", "function length argument 1: expected string or array or object, got number"},
      {"map(ints, ints)", "function map argument 1: expected expression reference, got array"},
      {"map(&n, o)", "function map argument 2: expected array, got object"},
      {"max(odd)",
       "function max argument 1: expected array of numbers or array of strings, got array"},
      {"merge(o, ints)", "function merge argument 2: expected object, got array"},
      {"merge(o, p, ints)", "function merge argument 3: expected object, got array"},
      {"not_null(&a)", "function not_null argument 1: expected value, got expression reference"},
      {"reverse(o)", "function reverse argument 1: expected string or array, got object"},
      {"sort_by(people, age)",
       "function sort_by argument 2: expected expression reference, got null"},
      {"values(n)", "function values argument 1: expected object, got null"},
      {"sort_by(holes, &age)",
       "the expression of sort_by must give only numbers or only strings, but gave null"},
      {"max_by(holes, &n)",
       "the expression of max_by must give only numbers or only strings, but gave null"},
      {"min_by(`[1, \"a\"]`, &@)",
       "the expression of min_by must give only numbers or only strings, but gave string"},
  };
  for (const auto& [text, problem] : cases) {
    EXPECT_EQ(jmesPathFailure(kDocument, text), "\"" + text + "\": invalid-type: " + problem);
  }
}

TEST(JmesPathFunctions, ErrorsComeOutOfAnyPlace) {
  for (const std::string text :
       {"[abs(s)]", "{a: abs(s)}", "people[*].abs(n)", "people[?abs(n)]", "abs(s) || i",
        "t && abs(s)", "!abs(s)", "abs(s) == i", "i == abs(s)", "abs(s).a", "s | abs(@)",
        "abs(s)[]", "o.*.length(@)", "map(&abs(n), people)", "sort_by(people, &abs(n))",
        "length(abs(s))"}) {
    EXPECT_THAT(jmesPathFailure(kDocument, text), HasSubstr("invalid-type")) << text;
  }
  checkJmesPath(kDocument, {{"i || abs(s)", "-7"}, {"n && abs(s)", "null"}});
}

TEST(JmesPathFunctions, Lookup) {
  EXPECT_EQ(findJmesFunction("Length"), nullptr);
  ASSERT_NE(findJmesFunction("length"), nullptr);
  EXPECT_EQ(checkArity(*findJmesFunction("length"), 1), std::nullopt);
  EXPECT_EQ(checkArity(*findJmesFunction("not_null"), 5), std::nullopt);
  EXPECT_TRUE(checkArity(*findJmesFunction("not_null"), 0).has_value());
}

}  // namespace
}  // namespace hrp::expression
