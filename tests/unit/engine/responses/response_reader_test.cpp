#include "engine/responses/response_reader.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "support/fakes/fake_resolver.hpp"

namespace hrp::engine {
namespace {

using expression::Value;
using testcase::ResponseExpression;

class ResponseReaderTest : public ::testing::Test {
 protected:
  Value read(const std::string& expression, std::string_view body) {
    http::Response response;
    response.status = 201;
    response.headers = headers_;
    response.body = body;
    reader_.begin(response, body);
    Value value = evaluate(expression);
    reader_.end();
    return value;
  }
  Value evaluate(const std::string& expression) {
    return reader_.evaluate(testcase::compileResponseExpression(expression), {}).value();
  }
  std::array<http::HeaderField, 4> headers_{{{"content-type", "application/json"},
                                             {"X-Id", "first"},
                                             {"x-id", "second"},
                                             {"Set-Cookie", "sid=abc; Path=/"}}};
  ResponseReader reader_;
};

TEST_F(ResponseReaderTest, AMessageHasABodyOnly) {
  const auto read = [this](const std::string& expression, ResponseReader::Shape shape) {
    http::Response response;
    response.status = shape == ResponseReader::Shape::kClose ? 1000 : 0;
    reader_.begin(response, R"({"a":1})", shape);
    Value value = evaluate(expression);
    reader_.end();
    return value;
  };
  using Shape = ResponseReader::Shape;
  EXPECT_EQ(read("body.a", Shape::kMessage), Value(1));
  EXPECT_EQ(read("status_code", Shape::kMessage), Value(nullptr));
  EXPECT_EQ(read("proto", Shape::kMessage), Value(nullptr));
  EXPECT_EQ(read("headers.x", Shape::kMessage), Value(nullptr));
  EXPECT_EQ(read("length([status_code, body][?@])", Shape::kMessage), Value(1));
  EXPECT_EQ(read("status_code", Shape::kClose), Value(1000));
  EXPECT_EQ(read("proto", Shape::kClose), Value(nullptr));
  EXPECT_EQ(read("[status_code]", Shape::kClose), Value::array({1000}));
}

TEST_F(ResponseReaderTest, TextsThatServersCutOrRecodedAreRead) {
  const std::string replaced = "\xEF\xBF\xBD";
  const std::string cut = R"({"v":1,"t":"cut \ud83d"})";
  EXPECT_EQ(read("body.v", cut), Value(1));
  EXPECT_EQ(read("body.t", cut), Value("cut " + replaced));
  EXPECT_EQ(read("body.t", R"({"t":"\ude00"})"), Value(replaced));
  const std::string latin =
      "{\"v\":1,\"t\":\"a\xff"
      "b\"}";
  EXPECT_EQ(read("body.v", latin), Value(1));
  EXPECT_EQ(read("length(body.t)", latin), Value(3));
  EXPECT_EQ(read("body.t", latin), Value("a" + replaced + "b"));
  const std::string big = "{\"u\":18446744073709551616,\"t\":\"\xff\",\"i\":9007199254740993}";
  EXPECT_EQ(read("body.i", big), Value(9007199254740993));
  EXPECT_EQ(read("body.t", big), Value(replaced));
}

TEST_F(ResponseReaderTest, AByteOrderMarkIsNoPartOfTheBody) {
  EXPECT_EQ(read("body.v", "\xEF\xBB\xBF{\"v\":1}"), Value(1));
  EXPECT_EQ(read("body", "\xEF\xBB\xBFhello"), Value("hello"));
}

TEST_F(ResponseReaderTest, ExplainsThatABodyIsNoJson) {
  const auto explained = [this](const std::string& expression, std::string_view body) {
    reader_.begin(http::Response{}, body);
    std::string text = reader_.explain(testcase::compileResponseExpression(expression));
    reader_.end();
    return text;
  };
  const std::string html = "the body is not JSON: unexpected '<' at byte 1";
  EXPECT_EQ(explained("body.v", "<html>"), html);
  EXPECT_EQ(explained("body.a.b[0]", "<html>"), html);
  EXPECT_EQ(explained("length(body.items)", "<html>"), html);
  EXPECT_EQ(explained("body.v", ""), "the body is empty");
  EXPECT_EQ(explained("body.n", R"({"v":1,"n":1e400})"),
            "the number 1e400 at byte 12 of the body is out of range");
  for (const char* other : {"body", "status_code", "headers.X", "(.*)"}) {
    EXPECT_EQ(explained(other, "<html>"), "") << other;
  }
  EXPECT_EQ(explained("body.x", "{}"), "");
}

TEST_F(ResponseReaderTest, StatusProtocolHeadersAndCookies) {
  EXPECT_EQ(read("status_code", ""), Value(201));
  EXPECT_EQ(read("proto", ""), Value("HTTP/1.1"));
  EXPECT_EQ(read("headers.\"Content-Type\"", ""), Value("application/json"));
  EXPECT_EQ(read("headers.\"X-Id\"", ""), Value("first"));
  EXPECT_TRUE(read("headers.Missing", "").is_null());
  EXPECT_EQ(read("cookies.sid", ""), Value("abc"));
}

TEST_F(ResponseReaderTest, BodyPathsAndGeneralExpressionsAgree) {
  const std::string_view body = R"({"list":[{"id":1},{"id":2}],"n":9007199254740993})";
  EXPECT_EQ(read("body.list[1].id", body), Value(2));
  EXPECT_EQ(read("body.list[?id==`2`] | [0].id", body), Value(2));
  EXPECT_EQ(read("body.n", body), Value(9007199254740993));
  EXPECT_EQ(read("length(body.list)", body), Value(2));
  EXPECT_TRUE(read("body.none.at.all", body).is_null());
}

TEST_F(ResponseReaderTest, TextBodies) {
  EXPECT_EQ(read("body", "hello"), Value("hello"));
  EXPECT_EQ(read("body", ""), Value(""));
  EXPECT_TRUE(read("body.field", "hello").is_null());
  EXPECT_EQ(read("token=(.*);", "x token=t1; y"), Value("t1"));
  // A regular expression only reads text, and shows itself when it finds nothing.
  EXPECT_EQ(read("token=(.*);", R"("token=t1;")"), Value("token=(.*);"));
  EXPECT_EQ(read("nothing(.*)", "x"), Value("nothing(.*)"));
}

TEST_F(ResponseReaderTest, TextWithoutResponsePartIsItsOwnValue) {
  EXPECT_EQ(read("bogus.x", "{}"), Value("bogus.x"));
}

TEST_F(ResponseReaderTest, WhatCannotBeEvaluatedIsNoValue) {
  hrp::testing::FakeResolver resolver;
  http::Response response;
  reader_.begin(response, "{}");
  for (const auto& [text, code] : {std::pair("${nope()}", base::ErrorCode::kFunction),
                                   std::pair("body.$nope", base::ErrorCode::kUndefinedVariable)}) {
    for (const auto kind : {ResponseExpression::Kind::kValue, ResponseExpression::Kind::kDynamic}) {
      ResponseExpression expression;
      expression.kind = kind;
      expression.source = text;
      expression.value = expression::ValueTemplate::compile(text, resolver);
      const auto value = reader_.evaluate(expression, {});
      ASSERT_FALSE(value) << text;
      EXPECT_EQ(value.error().code, code) << text;
    }
  }
}

TEST_F(ResponseReaderTest, DocumentHoldsEverything) {
  http::Response response;
  response.status = 200;
  response.headers = headers_;
  reader_.begin(response, R"({"a":1})");
  EXPECT_EQ(reader_.document()["body"], Value({{"a", 1}}));
  EXPECT_EQ(reader_.document()["headers"]["X-Id"], Value("first"));
  EXPECT_EQ(reader_.document()["cookies"], Value({{"sid", "abc"}}));
  reader_.end();
}

TEST_F(ResponseReaderTest, ComparesInPlaceWhatAPlainPathLeadsTo) {
  const auto is = [this](const std::string& expression, const Value& expected, bool replace) {
    http::Response response;
    response.status = 201;
    reader_.begin(response, R"({"a":"x"})");
    if (replace) reader_.replace({{"status_code", 404}, {"body", {{"a", "y"}}}});
    const auto compiled = testcase::compileResponseExpression(expression);
    const bool same =
        reader_.surelyIs(compiled.part, std::span(compiled.path->plainPath()).subspan(1), expected);
    reader_.end();
    return same;
  };
  EXPECT_TRUE(is("status_code", 201, false));
  EXPECT_TRUE(is("body.a", "x", false));
  EXPECT_FALSE(is("status_code", 200, false));
  EXPECT_FALSE(is("status_code", "201", false));
  EXPECT_FALSE(is("body.a", "y", false));
  EXPECT_FALSE(is("headers.a", "x", false));
  EXPECT_FALSE(is("status_code", 201, true));
  EXPECT_FALSE(is("body.a", "x", true));
}

TEST_F(ResponseReaderTest, AReplacedResponseIsWhatExpressionsSee) {
  http::Response response;
  response.status = 500;
  response.body = R"({"a":1})";
  reader_.begin(response, response.body);
  EXPECT_EQ(evaluate("body.a"), Value(1));
  Value changed = reader_.document();
  changed["status_code"] = 200;
  changed["body"] = "token=t1;";
  reader_.replace(changed);
  EXPECT_EQ(evaluate("status_code"), Value(200));
  EXPECT_EQ(evaluate("body"), Value("token=t1;"));
  EXPECT_EQ(evaluate("token=(.*);"), Value("t1"));
  changed["body"] = {{"b", 2}};
  reader_.replace(changed);
  EXPECT_EQ(evaluate("body.b"), Value(2));
  EXPECT_EQ(evaluate("token=(.*);"), Value("token=(.*);"));
  reader_.end();
  EXPECT_EQ(read("status_code", ""), Value(201));
}

}  // namespace
}  // namespace hrp::engine
