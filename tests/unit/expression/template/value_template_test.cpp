#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/expression/json_text.hpp"
#include "hrp/expression/template.hpp"
#include "support/fakes/fake_function_context.hpp"
#include "support/fakes/fake_resolver.hpp"

namespace hrp::expression {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ValueTemplateTest : public ::testing::Test {
 protected:
  ValueTemplateTest() {
    resolver_.add("i", 7);
    resolver_.add("s", "text");
  }
  ValueTemplate compile(const Value& value) { return ValueTemplate::compile(value, resolver_); }
  base::Result<Value> evaluate(const Value& value) {
    return compile(value).evaluate({resolver_.slots, &context_});
  }

  hrp::testing::FakeResolver resolver_;
  hrp::testing::FakeFunctionContext context_;
};

TEST_F(ValueTemplateTest, EvaluatesAtAnyDepth) {
  const Value written = {
      {"a", "$i"}, {"b", {1, " $s ", {{"c", "x$i"}}}}, {"$s", true}, {"k$i", nullptr}, {"d", 1.5}};
  const Value expected = {
      {"a", 7}, {"b", {1, "text", {{"c", "x7"}}}}, {"text", true}, {"k7", nullptr}, {"d", 1.5}};
  EXPECT_EQ(*evaluate(written), expected);
}

TEST_F(ValueTemplateTest, KeysBecomeText) {
  EXPECT_EQ(*evaluate(Value({{"$i", 1}})), Value({{"7", 1}}));
}

TEST_F(ValueTemplateTest, ConstantsAreFolded) {
  EXPECT_TRUE(ValueTemplate().isConstant());
  EXPECT_EQ(ValueTemplate().constant(), Value());
  const auto made = compile(Value({{" a ", {1, " x ", "$$i"}}, {"e", Value::array()}}));
  EXPECT_TRUE(made.isConstant());
  EXPECT_EQ(made.constant(), Value({{"a", {1, "x", "$i"}}, {"e", Value::array()}}));
  EXPECT_FALSE(compile(Value::array({1, "$i"})).isConstant());
  EXPECT_FALSE(compile(Value({{"$i", 1}})).isConstant());
  EXPECT_FALSE(compile("${uuid()}").isConstant());
}

TEST_F(ValueTemplateTest, LendsWhatNeedsNoCopy) {
  const Scope scope{resolver_.slots, &context_};
  const ValueTemplate variable = compile("$s");
  ASSERT_NE(variable.borrow(scope), nullptr);
  EXPECT_EQ(*variable.borrow(scope), "text");
  EXPECT_EQ(variable.borrow(scope), variable.borrow(scope));
  EXPECT_EQ(*compile(5).borrow(scope), 5);
  EXPECT_EQ(*compile("plain").borrow(scope), "plain");
  for (const Value& made : {Value("x$s"), Value({"$s"}), Value("${upper($s)}")}) {
    EXPECT_EQ(compile(made).borrow(scope), nullptr) << made;
  }
  EXPECT_EQ(variable.borrow({}), nullptr);  // not set
}

TEST_F(ValueTemplateTest, AppendsTheTextOfItsValue) {
  const Scope scope{resolver_.slots, &context_};
  for (const Value& written :
       {Value("$s"), Value("a$i"), Value("$i"), Value(1.5), Value(nullptr), Value({"$i", "x"})}) {
    std::string out = "before ";
    ASSERT_TRUE(compile(written).appendTo(out, scope));
    EXPECT_EQ(out, "before " + toText(*evaluate(written)));
  }
  std::string out = "before ";
  EXPECT_FALSE(compile(Value({"$s"})).appendTo(out, {}));
  EXPECT_EQ(out, "before ");
}

TEST_F(ValueTemplateTest, AppendsJsonAsOfItsValue) {
  const Scope scope{resolver_.slots, &context_};
  for (const Value& written :
       {Value("$s"), Value("a$i"), Value("<$s\n\"$s"), Value("$i"), Value(1.5), Value(nullptr),
        Value({"$i", "x", Value::array()}), Value("${url_encode($s)}"),
        Value("x ${url_encode($s)}"),
        Value({{"k", "$i"}, {"<b>", {1, "é", "$s"}}, {"c", {{"d", "$s"}, {"e", nullptr}}}}),
        Value({{"$s", 1}, {"b", "$i"}}), Value({{"$$z", "$i"}, {"$%", 2}}), Value::object(),
        Value({{"list", {"$i", "$i"}}, {"empty", Value::object()}})}) {
    std::string out = "before ";
    std::string expected = "before ";
    ASSERT_TRUE(compile(written).appendJson(out, scope)) << written;
    appendJson(expected, *evaluate(written));
    EXPECT_EQ(out, expected) << written;
  }
  for (const Value& wrong : {Value("$s"), Value("a$s"), Value({1, "$s"}), Value({{"a", "x$s"}}),
                             Value({{"a", {"b", {{"c", "$s"}}}}})}) {
    std::string out = "before ";
    EXPECT_FALSE(compile(wrong).appendJson(out, {})) << wrong;
    EXPECT_EQ(out, "before ");
  }
}

TEST_F(ValueTemplateTest, TellsWhetherItIsAListOrAMapInAnyCase) {
  for (const Value& made :
       {Value({"$s"}), Value({{"k", "$s"}}), Value::array(), Value({{"$s", 1}})}) {
    EXPECT_TRUE(compile(made).isStructured()) << made;
  }
  for (const Value& made : {Value("$s"), Value("x"), Value(1)}) {
    EXPECT_FALSE(compile(made).isStructured()) << made;
  }
  EXPECT_TRUE(ValueTemplate::literal({{"k", "$s"}}).isConstant());
}

TEST_F(ValueTemplateTest, TellsWhetherAnyPartCallsFunctions) {
  for (const Value& calls :
       {Value("${url_encode($s)}"), Value({"x", Value({"${url_encode($s)}"})}),
        Value({{"k", "${url_encode($s)}"}}), Value({{"${url_encode($s)}", 1}})}) {
    EXPECT_TRUE(compile(calls).callsFunctions()) << calls;
  }
  for (const Value& none : {Value("$s"), Value(1), Value({"$s", 2}), Value({{"$s", "x"}})}) {
    EXPECT_FALSE(compile(none).callsFunctions()) << none;
  }
}

TEST_F(ValueTemplateTest, ErrorsComeFromAnyPlace) {
  EXPECT_EQ(evaluate(Value::array({1, "$nope"})).error().message,
            "variable nope not found (at offset 0)");
  EXPECT_EQ(evaluate(Value({{"$nope", 1}})).error().message,
            "variable nope not found (at offset 0)");
  EXPECT_EQ(evaluate(Value({{"a", {{"b", "${nope()}"}}}})).error().message,
            "function nope is not found (at offset 0)");
  EXPECT_EQ(resolver_.reports.size(), 3U);
}

TEST_F(ValueTemplateTest, DepthIsBounded) {
  Value deep = "$i";
  for (int i = 0; i < 10'000; ++i) {
    Value outer = Value::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  const auto made = compile(deep);
  ASSERT_EQ(resolver_.reports.size(), 1U);
  EXPECT_EQ(made.evaluate({resolver_.slots, &context_}).error().code, base::ErrorCode::kLimit);
  EXPECT_THAT(referencedNames(deep), IsEmpty());
}

TEST_F(ValueTemplateTest, ReferencedNames) {
  EXPECT_THAT(referencedNames(Value("$a ${b} ${f($c, \"$d\", e)} $a $$g")),
              ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(referencedNames(Value({{"$k", {"$v", 1}}, {"x", {{"y", "${z}"}}}})),
              ElementsAre("k", "v", "z"));
  EXPECT_THAT(referencedNames(Value(1)), IsEmpty());
}

}  // namespace
}  // namespace hrp::expression
