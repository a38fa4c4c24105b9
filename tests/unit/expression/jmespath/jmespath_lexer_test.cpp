#include "expression/jmespath/jmespath_lexer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::expression {
namespace {

using Kind = JmesToken::Kind;
using ::testing::ElementsAre;

std::vector<Kind> kinds(std::string_view text) {
  std::vector<Kind> found;
  const auto tokens = tokenizeJmesPath(text);
  EXPECT_TRUE(tokens.has_value()) << text;
  for (const JmesToken& token : *tokens) found.push_back(token.kind);
  return found;
}

TEST(JmesPathLexer, Symbols) {
  EXPECT_THAT(kinds(""), ElementsAre(Kind::kEnd));
  EXPECT_THAT(kinds(" \t\r\n"), ElementsAre(Kind::kEnd));
  EXPECT_THAT(kinds("[] [? [ ] { }"),
              ElementsAre(Kind::kFlatten, Kind::kFilter, Kind::kLeftBracket, Kind::kRightBracket,
                          Kind::kLeftBrace, Kind::kRightBrace, Kind::kEnd));
  EXPECT_THAT(kinds("&&&|||!!="), ElementsAre(Kind::kAnd, Kind::kExpressionRef, Kind::kOr,
                                              Kind::kPipe, Kind::kNot, Kind::kNe, Kind::kEnd));
  EXPECT_THAT(kinds("<<=>>===.*,:@()"),
              ElementsAre(Kind::kLt, Kind::kLe, Kind::kGt, Kind::kGe, Kind::kEq, Kind::kDot,
                          Kind::kStar, Kind::kComma, Kind::kColon, Kind::kCurrent, Kind::kLeftParen,
                          Kind::kRightParen, Kind::kEnd));
}

TEST(JmesPathLexer, NamesAndNumbers) {
  const auto tokens = *tokenizeJmesPath(R"(foo _b1 "a \"b\" \u00e4" -12 007)");
  EXPECT_EQ(tokens[0].text, "foo");
  EXPECT_EQ(tokens[1].text, "_b1");
  EXPECT_EQ(tokens[1].offset, 4U);
  EXPECT_EQ(tokens[2].kind, Kind::kQuotedIdentifier);
  EXPECT_EQ(tokens[2].text, "a \"b\" ä");
  EXPECT_EQ(tokens[3].number, -12);
  EXPECT_EQ(tokens[4].number, 7);
}

Value literal(std::string_view text) {
  const auto tokens = tokenizeJmesPath(text);
  EXPECT_TRUE(tokens.has_value()) << text;
  return tokens->front().literal;
}

TEST(JmesPathLexer, Literals) {
  EXPECT_EQ(literal("`1`"), Value(1));
  EXPECT_EQ(literal("` {\"a\": [true, null]} `"), Value::parse(R"({"a":[true,null]})"));
  EXPECT_EQ(literal(R"(`"a\`b"`)"), Value("a`b"));
  EXPECT_EQ(literal(R"(`"\n\\"`)"), Value("\n\\"));
  EXPECT_EQ(literal("`9007199254740993`"), Value(9007199254740993));
  EXPECT_EQ(literal("'raw'"), Value("raw"));
  EXPECT_EQ(literal("''"), Value(""));
  EXPECT_EQ(literal(R"('it\'s')"), Value("it's"));
  EXPECT_EQ(literal(R"('\z')"), Value(R"(\z)"));
  EXPECT_EQ(literal(R"('\\')"), Value(R"(\\)"));
  EXPECT_EQ(literal("'two\nlines `x` \"y\"'"), Value("two\nlines `x` \"y\""));
}

TEST(JmesPathLexer, ErrorsNameTheColumn) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"foo#", "column 4: unexpected character \"#\""},
      {"ä", "column 1: unexpected character \"ä\""},
      {"'ä' $", "column 5: unexpected character \"$\""},
      {"a = b", "column 3: unexpected character \"=\""},
      {"a -", "column 3: \"-\" without a number"},
      {"[99999999999999999999]", "column 2: the number does not fit 64 bits"},
      {"a.\"b", "column 3: a quote is not closed"},
      {"'b", "column 1: a quote is not closed"},
      {"'b\\'", "column 1: a quote is not closed"},
      {"`1", "column 1: a literal is not closed"},
      {"`bad`", "column 1: the literal is not JSON"},
      {"``", "column 1: the literal is not JSON"},
      {"\"\\x\"", "column 1: the quoted name is not a JSON text"},
      {"\"a\nb\"", "column 1: the quoted name is not a JSON text"},
  };
  for (const auto& [text, problem] : cases) {
    const auto tokens = tokenizeJmesPath(text);
    ASSERT_FALSE(tokens.has_value()) << text;
    EXPECT_EQ(tokens.error().message, "\"" + text + "\" is not a JMESPath expression: " + problem);
    EXPECT_EQ(tokens.error().code, base::ErrorCode::kParse);
  }
}

TEST(JmesPathLexer, LiteralDepthIsBounded) {
  const std::string open(5000, '[');
  const std::string close(5000, ']');
  EXPECT_FALSE(tokenizeJmesPath("`" + open + close + "`").has_value());
}

}  // namespace
}  // namespace hrp::expression
