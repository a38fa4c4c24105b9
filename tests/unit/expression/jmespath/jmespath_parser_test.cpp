#include "expression/jmespath/jmespath_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::expression {
namespace {

using ::testing::HasSubstr;

std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

// One expression between two of ";;".
constexpr std::string_view kAccepted = R"(
a ;; "a b" ;; a.b ;; a."b" ;; a[0] ;; a[-1] ;; [0] ;; a[*] ;; [*] ;; a[] ;; [] ;; a.* ;; * ;;
*.a ;; a.*.* ;; a[*].*.b ;; a[?b] ;; [?a] ;; a[?b==c] ;; a[?b == `1`].c ;; a[1:2] ;; a[:2] ;;
a[1:] ;; a[:] ;; a[::] ;; a[::2] ;; a[1:2:3] ;; a[-1:-2:-3] ;; [:] ;; a.[b,c] ;; [a] ;;
[a,b.c] ;; {a: b} ;; a.{b: c, "d": e} ;; a | b ;; a || b && !c ;; (a) ;; (a | b).c ;; !a ;;
!!a ;; a == b ;; a != `1` ;; a < b ;; @ ;; @.a ;; @[0] ;; `{}` ;; 'x' ;; length(@) ;;
length(a)[0] ;; sort_by(a,&b) ;; a.length(@) ;; a[*].length(@) ;; a[].b[].c ;; a[*][0] ;;
a[*][*] ;; a[?b][?c] ;; a[0].b[1:] ;;  a . b [ 0 ] ;; map(&a.b||c, d) ;; [*].[a,b] ;;
[*].{a: b} ;; not_null(a,b,c) ;; a[?!b] ;; a[?(b)] ;; a.*[0] ;; [[a]] ;; a[? b && (c || d) ] ;;
{a: {b: c}} ;; a.[*] ;; "")";

TEST(JmesPathParser, Accepts) {
  std::string_view rest = kAccepted;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(";;"), rest.size());
    const auto parsed = parseJmesPath(rest.substr(0, end));
    EXPECT_TRUE(parsed.has_value()) << parsed.error().message;
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
}

TEST(JmesPathParser, ErrorsNameTheColumn) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "column 1: the expression ends too early"},
      {"a.", "column 3: the expression ends too early"},
      {".a", "column 1: unexpected \".\""},
      {"a..b", "column 3: unexpected \".\""},
      {"a b", "column 3: unexpected \"b\""},
      {"a.1", "column 3: unexpected \"1\""},
      {"1", "column 1: unexpected \"1\""},
      {"a[", "column 3: expected \"*\""},
      {"a[0", "column 4: expected \"]\""},
      {"a]", "column 2: unexpected \"]\""},
      {"a[*", "column 4: expected \"]\""},
      {"a[b]", "column 3: expected \"*\""},
      {"a[1:2:3:4]", "column 8: unexpected \":\""},
      {"a[1 2:]", "column 5: expected \"]\""},
      {"a[1:x]", "column 5: unexpected \"x\""},
      {"a[::0]", "column 3: invalid-value: the step of a slice cannot be 0"},
      {"a[?b", "column 5: expected \"]\""},
      {"a[?]", "column 4: unexpected \"]\""},
      {"a[b,]", "column 3: expected \"*\""},
      {"[a,]", "column 4: unexpected \"]\""},
      {"[a", "column 3: expected \",\""},
      {"a.[]", "column 3: unexpected \"[]\""},
      {"{}", "column 2: unexpected \"}\""},
      {"{a}", "column 3: expected \":\""},
      {"{a:}", "column 4: unexpected \"}\""},
      {"{a: b,}", "column 7: unexpected \"}\""},
      {"{'a': b}", "column 2: unexpected \"'a'\""},
      {"(a", "column 3: expected \")\""},
      {"()", "column 2: unexpected \")\""},
      {"a)", "column 2: unexpected \")\""},
      {"a ||", "column 5: the expression ends too early"},
      {"|| a", "column 1: unexpected \"||\""},
      {"a == ", "column 6: the expression ends too early"},
      {"!", "column 2: the expression ends too early"},
      {"a*", "column 2: unexpected \"*\""},
      {"**", "column 2: unexpected \"*\""},
      {"a[*]b", "column 5: unexpected \"b\""},
      {"a[*]`1`", "column 5: unexpected \"`1`\""},
      {"@a", "column 2: unexpected \"a\""},
      {"a.@", "column 3: unexpected \"@\""},
      {"a.'b'", "column 3: unexpected \"'b'\""},
      {"a.`1`", "column 3: unexpected \"`1`\""},
      {"&a", "column 1: unexpected \"&\""},
      {"[&a]", "column 2: unexpected \"&\""},
      {"\"length\"(@)", "column 9: unexpected \"(\""},
      {"(length)(@)", "column 9: unexpected \"(\""},
      {"length(", "column 8: the expression ends too early"},
      {"length(a", "column 9: expected \",\""},
      {"length(a,)", "column 10: unexpected \")\""},
      {"length(,a)", "column 8: unexpected \",\""},
      {"nope(@)", "column 1: unknown-function: nope"},
      {"a.nope(@)", "column 3: unknown-function: nope"},
      {"length()", "column 1: invalid-arity: function length takes 1 argument(s), got 0"},
      {"length(a, b)", "column 1: invalid-arity: function length takes 1 argument(s), got 2"},
      {"merge()", "column 1: invalid-arity: function merge takes at least 1 argument(s), got 0"},
      {"'ä'.b.`1`", "column 7: unexpected \"`1`\""},
  };
  for (const auto& [text, problem] : cases) {
    const auto parsed = parseJmesPath(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().message, "\"" + text + "\" is not a JMESPath expression: " + problem);
  }
}

TEST(JmesPathParser, DepthIsBounded) {
  EXPECT_TRUE(parseJmesPath(repeated("(", 100) + "a" + repeated(")", 100)).has_value());
  EXPECT_TRUE(parseJmesPath("a" + repeated(".a", 200)).has_value());
  for (const std::string& text : {
           repeated("(", 2'000) + "a",
           repeated("[", 2'000),
           repeated("{a:", 2'000),
           repeated("!", 2'000) + "a",
           repeated("[?", 2'000),
           repeated("abs(", 2'000),
           "a" + repeated("[*]", 2'000),
           "a" + repeated(".a", 2'000),
           "a" + repeated("[0]", 2'000),
           "a" + repeated("[]", 2'000),
           "a" + repeated("|a", 2'000),
           "a" + repeated("||a", 2'000),
           "a" + repeated("==a", 2'000),
           "a" + repeated("[?a]", 2'000),
           "a" + repeated(".*", 2'000),
       }) {
    EXPECT_FALSE(parseJmesPath(text).has_value()) << text.substr(0, 10);
  }
  EXPECT_THAT(parseJmesPath(repeated("(", 1000)).error().message, HasSubstr("nests too deep"));
  EXPECT_THAT(parseJmesPath("a" + repeated(".a", 1000)).error().message, HasSubstr("256 levels"));
}

TEST(JmesPathParser, LengthIsBounded) {
  const auto parsed = parseJmesPath(std::string(kMaxJmesPathBytes + 1, 'a'));
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().code, base::ErrorCode::kLimit);
}

}  // namespace
}  // namespace hrp::expression
