#include "hrp/expression/template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fakes/fake_function_context.hpp"
#include "support/fakes/fake_resolver.hpp"

namespace hrp::expression {
namespace {

using ::testing::ElementsAre;
using Report = hrp::testing::FakeResolver::Report;

// Gives its arguments back as a list.
class Echo final : public Function {
 public:
  [[nodiscard]] std::string_view name() const override { return "echo"; }
  [[nodiscard]] std::size_t minArguments() const override { return 0; }
  [[nodiscard]] std::size_t maxArguments() const override { return 3; }
  [[nodiscard]] base::Result<Value> call(std::span<const Value> arguments,
                                         FunctionContext&) const override {
    Value list = Value::array();
    for (const Value& argument : arguments) list.push_back(argument);
    return list;
  }
};

class TemplateTest : public ::testing::Test {
 protected:
  TemplateTest() {
    resolver_.add("i", 7);
    resolver_.add("f", 2.0);
    resolver_.add("s", "text");
    resolver_.add("n", nullptr);
    resolver_.add("b", true);
    resolver_.add("l", Value::array({1, "x", 2.5}));
    resolver_.add("m", Value({{"n", 1}, {"k", "v"}}));
    resolver_.add("hostile", "$i ${echo(1)} $$");
    resolver_.add("unset", unsetValue());
    resolver_.functions["echo"] = &echo_;
  }

  [[nodiscard]] Scope scope() { return {resolver_.slots, &context_}; }
  base::Result<Value> evaluate(const std::string& text) {
    return Template::compile(text, resolver_).evaluate(scope());
  }
  std::string failure(const std::string& text) {
    const auto value = evaluate(text);
    return value ? "no error: " + value->dump() : value.error().message;
  }

  Echo echo_;
  hrp::testing::FakeResolver resolver_;
  hrp::testing::FakeFunctionContext context_;
};

TEST_F(TemplateTest, OneExpressionKeepsItsType) {
  const std::vector<std::pair<std::string, Value>> cases = {
      {"$i", 7},
      {"${i}", 7},
      {"  $i  ", 7},
      {"$f", 2.0},
      {"$n", nullptr},
      {"$b", true},
      {"$l", Value::array({1, "x", 2.5})},
      {"$m", Value({{"n", 1}, {"k", "v"}})},
      {"${echo()}", Value::array()},
      {"${echo(1,2.5,a)}", Value::array({1, 2.5, "a"})},
      {"${echo($i,$n,$l)}", Value::array({7, nullptr, Value::array({1, "x", 2.5})})},
      {"${echo(,)}", Value::array({nullptr, nullptr})},
      {"${echo(x$i,\"$i\",'a,b')}", Value::array({"x7", "7", "a,b"})},
      {"${echo('')}", Value::array({""})},
      {"${max(1, 2)}", 2},
  };
  for (const auto& [text, expected] : cases) {
    const auto value = evaluate(text);
    ASSERT_TRUE(value.has_value()) << text << ": " << value.error().message;
    EXPECT_EQ(value->type(), expected.type()) << text;
    EXPECT_EQ(*value, expected) << text;
  }
}

TEST_F(TemplateTest, EmbeddedValuesBecomeText) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"  ", ""},
      {" plain ", "plain"},
      {"$i$i", "77"},
      {"a${i}b", "a7b"},
      {"$f!", "2!"},
      {"<$n>", "<<nil>>"},
      {"$b-$s", "true-text"},
      {"$l.", "[1 x 2.5]."},
      {"$m.k", "map[k:v n:1].k"},
      {"$$i", "$i"},
      {"cost $5 and $s", "cost $5 and text"},
      {"a $s b ${md5(x)} c", "a text b 9dd4e461268c8034f5c8564e155c67a6 c"},
      {"${echo(1)}/${echo(2)}", "[1]/[2]"},
      {"${f(a:b)} $i", "${f(a:b)} 7"},
  };
  for (const auto& [text, expected] : cases) {
    const auto value = evaluate(text);
    ASSERT_TRUE(value.has_value()) << text << ": " << value.error().message;
    EXPECT_EQ(*value, Value(expected)) << text;
    std::string out = "before ";
    ASSERT_TRUE(Template::compile(text, resolver_).appendTo(out, scope()).has_value());
    EXPECT_EQ(out, "before " + expected) << text;
  }
}

TEST_F(TemplateTest, SubstitutedValuesAreData) {
  EXPECT_EQ(*evaluate("$hostile"), Value("$i ${echo(1)} $$"));
  EXPECT_EQ(*evaluate("x$hostile"), Value("x$i ${echo(1)} $$"));
  EXPECT_EQ(*evaluate("${echo($hostile)}"), Value::array({"$i ${echo(1)} $$"}));
  EXPECT_EQ(*evaluate("$$$s"), Value("$text"));
}

TEST_F(TemplateTest, UnknownNamesAreReportedAndFail) {
  EXPECT_EQ(failure("x$nope"), "variable nope not found (at offset 1)");
  EXPECT_EQ(failure("${nope}"), "variable nope not found (at offset 0)");
  EXPECT_EQ(failure("${echo($nope)}"), "variable nope not found (at offset 7)");
  EXPECT_EQ(failure("${nope(1)}"), "function nope is not found (at offset 0)");
  EXPECT_EQ(failure("${md5(1,2)}"), "function md5 expects 1 argument(s), but got 2 (at offset 0)");
  EXPECT_EQ(failure("${echo(1,2,3,4)}"),
            "function echo expects 0 to 3 argument(s), but got 4 (at offset 0)");
  EXPECT_EQ(failure("${random_choice()}"),
            "function random_choice expects at least 1 argument(s), but got 0 (at offset 0)");
  EXPECT_EQ(evaluate("$nope").error().code, base::ErrorCode::kUndefinedVariable);
  EXPECT_EQ(evaluate("${nope()}").error().code, base::ErrorCode::kFunction);
}

TEST_F(TemplateTest, EveryProblemIsReportedWithItsOffset) {
  const auto made = Template::compile(" $one ${two($three)}", resolver_);
  EXPECT_THAT(
      resolver_.reports,
      ElementsAre(Report{" $one ${two($three)}", 1, "variable one not found (at offset 1)"},
                  Report{" $one ${two($three)}", 6, "function two is not found (at offset 6)"},
                  Report{" $one ${two($three)}", 12, "variable three not found (at offset 12)"}));
  EXPECT_FALSE(made.isConstant());
  EXPECT_EQ(made.evaluate(scope()).error().message, "variable one not found (at offset 1)");
}

TEST_F(TemplateTest, AnErrorAppendsNothing) {
  std::string out = "before";
  for (const std::string text : {"a$nope", "a${i}b$unset", "a${i}${random_int(0)}"}) {
    EXPECT_FALSE(Template::compile(text, resolver_).appendTo(out, scope()).has_value());
    EXPECT_EQ(out, "before");
  }
}

TEST_F(TemplateTest, FirstSetCandidateWins) {
  const Slot step = resolver_.add("v", unsetValue());
  const Slot session = resolver_.add("v", unsetValue());
  const Slot config = resolver_.add("v", "config");
  const auto made = Template::compile("$v", resolver_);
  EXPECT_EQ(*made.evaluate(scope()), Value("config"));
  resolver_.slots[session] = nullptr;
  EXPECT_EQ(*made.evaluate(scope()), Value());
  resolver_.slots[step] = 1;
  EXPECT_EQ(*made.evaluate(scope()), Value(1));
  for (const Slot slot : {step, session, config}) resolver_.slots[slot] = unsetValue();
  EXPECT_EQ(made.evaluate(scope()).error().message, "variable v not found (at offset 0)");
  EXPECT_EQ(made.evaluate({{}, nullptr}).error().code, base::ErrorCode::kUndefinedVariable);
}

TEST_F(TemplateTest, Constants) {
  EXPECT_TRUE(Template().isConstant());
  EXPECT_EQ(Template().constant(), Value(""));
  const auto text = Template::compile("  a $$ b ", resolver_);
  EXPECT_TRUE(text.isConstant());
  EXPECT_EQ(text.constant(), Value("a $ b"));
  EXPECT_EQ(text.source(), "  a $$ b ");
  EXPECT_FALSE(Template::compile("$i", resolver_).isConstant());
  EXPECT_FALSE(Template::compile("${uuid()}", resolver_).isConstant());
  EXPECT_FALSE(Template::compile("$nope", resolver_).isConstant());
  const auto literal = Template::literal(Value(2.0));
  EXPECT_TRUE(literal.isConstant());
  EXPECT_EQ(*literal.evaluate(scope()), Value(2.0));
  std::string out;
  ASSERT_TRUE(literal.appendTo(out, scope()).has_value());
  EXPECT_EQ(out, "2");
  EXPECT_EQ(*Template::literal("$i").evaluate(scope()), Value("$i"));
}

TEST_F(TemplateTest, VariableNamesOnce) {
  const auto made = Template::compile("$i ${s} ${echo($i, $l)} \"$m\"", resolver_);
  const auto names = made.variableNames();
  EXPECT_THAT(std::vector<std::string>(names.begin(), names.end()),
              ElementsAre("i", "s", "l", "m"));
}

TEST_F(TemplateTest, TellsWhetherItCallsFunctions) {
  EXPECT_TRUE(Template::compile("a ${echo($i)} b", resolver_).callsFunctions());
  for (const char* text : {"", "text", "$i", "a${s}b", "$i$i"}) {
    EXPECT_FALSE(Template::compile(text, resolver_).callsFunctions()) << text;
  }
}

TEST_F(TemplateTest, FunctionsNeedAContext) {
  const auto made = Template::compile("${echo(1)}", resolver_);
  EXPECT_EQ(made.evaluate({resolver_.slots, nullptr}).error().message,
            "function echo cannot be called here");
}

TEST_F(TemplateTest, FunctionErrorsComeThrough) {
  EXPECT_EQ(failure("${random_int($s)}"),
            "function random_int argument 1: expected a number, got text \"text\" (at offset 0)");
  EXPECT_EQ(failure("a${echo($unset)}"), "variable unset not found (at offset 8)");
}

TEST_F(TemplateTest, ResolversFunctionsComeBeforeBuiltins) {
  resolver_.functions["md5"] = &echo_;
  EXPECT_EQ(*evaluate("${md5(1)}"), Value::array({1}));
}

}  // namespace
}  // namespace hrp::expression
