#include "hrp/expression/jmespath.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/expression/jmespath_cases.hpp"

namespace hrp::expression {
namespace {

using Path = std::vector<JmesPath::PathStep>;
using Index = std::int64_t;

TEST(JmesPath, PlainPaths) {
  const std::vector<std::pair<std::string, Path>> cases = {
      {"a", {"a"}},
      {"a.b.c", {"a", "b", "c"}},
      {"a.\"b c\"", {"a", "b c"}},
      {"a[0]", {"a", Index{0}}},
      {"a.b[-1].c[2][3]", {"a", "b", Index{-1}, "c", Index{2}, Index{3}}},
      {"[0].a", {Index{0}, "a"}},
      {"@.a", {"a"}},
      {"a | b", {"a", "b"}},
      {"(a.b).c", {"a", "b", "c"}},
  };
  for (const auto& [text, steps] : cases) {
    const auto path = JmesPath::compile(text);
    ASSERT_TRUE(path.has_value()) << text;
    EXPECT_EQ(path->plainPath(), steps) << text;
    EXPECT_EQ(path->text(), text);
  }
}

TEST(JmesPath, MoreThanAPlainPath) {
  for (const std::string text :
       {"@", "a[*]", "a[]", "a.*", "a[:1]", "a[?b]", "a.[b]", "a.{b: c}", "a || b", "length(a)",
        "`1`", "'a'", "!a", "a == b", "a.b.length(@)", "a | b[*]", "a.b[0][].c"}) {
    const auto path = JmesPath::compile(text);
    ASSERT_TRUE(path.has_value()) << text;
    EXPECT_TRUE(path->plainPath().empty()) << text;
  }
}

TEST(JmesPath, OneExpressionServesManyDocuments) {
  const auto path = JmesPath::compile("a.b[?c > `1`].c | [0]");
  ASSERT_TRUE(path.has_value());
  const JmesPath copy = *path;
  EXPECT_EQ(*path->search(Value::parse(R"({"a":{"b":[{"c":1},{"c":5}]}})")), Value(5));
  EXPECT_EQ(*copy.search(Value::parse(R"({"a":{"b":[{"c":9}]}})")), Value(9));
  EXPECT_EQ(*copy.search(Value::parse("{}")), Value());
  EXPECT_EQ(*copy.search(Value()), Value());
}

TEST(JmesPath, ErrorsNameTheExpression) {
  EXPECT_EQ(jmesPathFailure("{}", "a[").substr(0, 45),
            "\"a[\" is not a JMESPath expression: column 3: ");
  EXPECT_EQ(jmesPathFailure("{}", "abs(a)"),
            "\"abs(a)\": invalid-type: function abs argument 1: expected number, got null");
  EXPECT_EQ(JmesPath::compile("a[").error().code, base::ErrorCode::kParse);
}

}  // namespace
}  // namespace hrp::expression
