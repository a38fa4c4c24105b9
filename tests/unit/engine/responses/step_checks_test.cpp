#include "engine/responses/step_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fakes/fake_function_context.hpp"
#include "support/fakes/fake_resolver.hpp"

namespace hrp::engine {
namespace {

using expression::Value;
using expression::ValueTemplate;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class StepChecksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    response_.status = 500;
    reader_.begin(response_, body_);
  }
  testcase::Check check(const std::string& actual, const std::string& assertion,
                        const Value& expected) {
    testcase::Check check;
    check.actual = testcase::compileResponseExpression(actual);
    check.assertion = assertion;
    check.comparator = expression::findComparator(assertion);
    check.expected = ValueTemplate::compile(expected, resolver_);
    return check;
  }
  StepFailure checkedAll(const std::vector<testcase::Check>& checks,
                         CheckObserver* observer = nullptr) {
    return checkAll(checks, quickChecks(checks), reader_, {}, observer);
  }

  hrp::testing::FakeResolver resolver_;
  std::string body_ = R"({"token":"abc","ok":true})";
  http::Response response_;
  ResponseReader reader_;
};

TEST_F(StepChecksTest, PassesWhenAllHold) {
  EXPECT_FALSE(checkedAll({check("status_code", "eq", 500), check("body.ok", "eq", true)}));
}

TEST_F(StepChecksTest, NamesTheFirstThatDoesNotHold) {
  const auto failure = checkedAll({check("body.ok", "eq", true), check("status_code", "eq", 200)});
  EXPECT_EQ(failure->kind, base::ErrorKind::kCheck);
  EXPECT_EQ(failure->message, "validate[1]: status_code eq 200: got 500");
}

TEST_F(StepChecksTest, SaysThatABodyIsNoJson) {
  reader_.end();
  reader_.begin(response_, "<!DOCTYPE html>");
  EXPECT_EQ(checkedAll({check("body.v", "eq", 1)})->message,
            "validate[0]: body.v eq 1: got <nil> (the body is not JSON: unexpected '<' at byte 1)");
  EXPECT_FALSE(checkedAll({check("body.v", "eq", nullptr)}));
  reader_.end();
  const std::string huge = R"({"v":1,"n":1e400})";
  reader_.begin(response_, huge);
  EXPECT_EQ(checkedAll({check("body.v", "eq", 1)})->message,
            "validate[0]: body.v eq 1: got <nil> "
            "(the number 1e400 at byte 12 of the body is out of range)");
}

TEST_F(StepChecksTest, ShowsQuotesWhenOnlyTheyTellTheValuesApart) {
  EXPECT_EQ(checkedAll({check("status_code", "eq", "500")})->message,
            "validate[0]: status_code eq \"500\": got 500");
  EXPECT_EQ(checkedAll({check("body.token", "ne", "abc")})->message,
            "validate[0]: body.token ne \"abc\": got \"abc\"");
}

TEST_F(StepChecksTest, OnlyEqualityAtAPlainPathIsQuick) {
  resolver_.add("x", 1);
  const std::vector<testcase::Check> checks{
      check("status_code", "eq", 500), check("body.ok", "equals", true),
      check("body.ok", "eq", "$x"),    check("body.ok", "ne", true),
      check("headers.a", "eq", "b"),   check("length(body.token)", "eq", 3),
      check("body", "equalish", 1),    check("$x", "eq", 1)};
  using Part = testcase::ResponseExpression::Part;
  const auto quick = quickChecks(checks);
  ASSERT_EQ(quick.size(), checks.size());
  for (std::size_t i = 0; i < quick.size(); ++i)
    EXPECT_EQ(quick[i].part != Part::kNone, i < 3) << i;
  EXPECT_EQ(quick[0].part, Part::kStatus);
  EXPECT_EQ(quick[1].part, Part::kBody);
  EXPECT_THAT(quick[1].path, SizeIs(1));
  EXPECT_EQ(quick[1].constant, Value(true));
  EXPECT_EQ(quick[2].expected, &checks[2].expected);
}

TEST_F(StepChecksTest, UnknownAssertionFails) {
  const auto failure = checkedAll({check("status_code", "equalish", 200)});
  EXPECT_THAT(failure->message, HasSubstr("unknown assertion"));
}

TEST_F(StepChecksTest, MessagesAreBounded) {
  const auto failure = checkedAll({check("body.token", "eq", std::string(5000, 'x'))});
  EXPECT_LE(failure->message.size(), FailedStep::kMaxMessageBytes);
  EXPECT_THAT(makeFailure(base::ErrorKind::kCheck, std::string(1000, 'y'))->message,
              SizeIs(FailedStep::kMaxMessageBytes));
}

struct Heard final : CheckObserver {
  void extracted(const testcase::Extraction& extraction, const Value& value) override {
    lines.push_back(extraction.name + "=" + value.dump());
  }
  void checked(const Outcome& outcome) override {
    lines.push_back(outcome.check.assertion + " " + outcome.expected.dump() + " " +
                    outcome.actual.dump() + (outcome.passed ? " passed" : " failed ") +
                    std::string(outcome.problem));
  }
  std::vector<std::string> lines;
};

TEST_F(StepChecksTest, AnObserverSeesEveryCheckThatIsMade) {
  Heard heard;
  const auto failure = checkedAll({check("body.ok", "eq", true), check("status_code", "eq", 200),
                                   check("status_code", "eq", 500)},
                                  &heard);
  EXPECT_TRUE(failure);
  EXPECT_EQ(heard.lines, (std::vector<std::string>{"eq true true passed", "eq 200 500 failed "}));
  heard.lines.clear();
  EXPECT_TRUE(checkedAll({check("status_code", "equalish", 200)}, &heard));
  EXPECT_EQ(heard.lines, (std::vector<std::string>{"equalish null null failed unknown assertion"}));
}

TEST_F(StepChecksTest, AnExpectedValueThatCannotBeMadeHasItsCode) {
  testcase::Check unknown = check("status_code", "eq", "$nope");
  const auto failure = checkedAll({unknown});
  EXPECT_EQ(failure->code, base::ErrorCode::kUndefinedVariable);
}

// Its text would differ from 3 as well, and the check would pass.
TEST_F(StepChecksTest, AnActualValueThatCannotBeMadeFailsTheCheck) {
  testcase::Check unknown = check("", "ne", 3);
  unknown.actual.source = "${nope()}";
  unknown.actual.value = ValueTemplate::compile("${nope()}", resolver_);
  Heard heard;
  const auto failure = checkedAll({unknown}, &heard);
  EXPECT_EQ(failure->kind, base::ErrorKind::kCheck);
  EXPECT_EQ(failure->code, base::ErrorCode::kFunction);
  EXPECT_EQ(failure->message,
            "validate[0]: ${nope()} ne: function nope is not found (at offset 0)");
  EXPECT_THAT(heard.lines, SizeIs(1));
}

TEST_F(StepChecksTest, AnExtractionThatCannotBeMadeFailsTheStep) {
  testcase::Extraction extraction;
  extraction.name = "x";
  extraction.source.value = ValueTemplate::compile("${nope()}", resolver_);
  std::vector<Value> slots(1, expression::unsetValue());
  hrp::testing::FakeFunctionContext context;
  const auto failure = extractAll({extraction}, reader_, slots, context);
  EXPECT_EQ(failure->kind, base::ErrorKind::kScript);
  EXPECT_EQ(failure->message, "extract.x: function nope is not found (at offset 0)");
  EXPECT_FALSE(expression::isSet(slots[0]));
}

TEST_F(StepChecksTest, ExtractsIntoSlots) {
  testcase::Extraction extraction;
  extraction.name = "token";
  extraction.slot = 1;
  extraction.source = testcase::compileResponseExpression("body.token");
  std::vector<Value> slots(2, expression::unsetValue());
  hrp::testing::FakeFunctionContext context;
  EXPECT_FALSE(extractAll({extraction}, reader_, slots, context));
  EXPECT_EQ(slots[1], Value("abc"));
  EXPECT_FALSE(expression::isSet(slots[0]));
}

}  // namespace
}  // namespace hrp::engine
