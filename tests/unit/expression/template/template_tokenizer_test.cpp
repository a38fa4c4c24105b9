#include "expression/template/template_tokenizer.hpp"

#include <gtest/gtest.h>

namespace hrp::expression {
namespace {

std::string shown(const ArgumentToken& argument) {
  std::string out = argument.quoted ? "'" : "";
  if (argument.pieces.empty()) out += argument.quoted ? "" : argument.constant.dump();
  for (const TextToken& piece : argument.pieces) {
    out += piece.is_variable ? "$(" + piece.text + ")" : piece.text;
  }
  return argument.quoted ? out + "'" : out;
}

// One line that shows every token: text, $(variable), call<argument|argument>.
std::string shown(std::string_view text) {
  std::string out;
  for (const TemplateToken& token : tokenizeTemplate(text)) {
    switch (token.kind) {
      case TemplateToken::Kind::kLiteral:
        out += token.text;
        break;
      case TemplateToken::Kind::kVariable:
        out += "$(" + token.text + ")";
        break;
      case TemplateToken::Kind::kCall:
        out += token.text + "<";
        for (std::size_t i = 0; i < token.arguments.size(); ++i) {
          out += (i > 0 ? "|" : "") + shown(token.arguments[i]);
        }
        out += ">";
        break;
    }
  }
  return out;
}

using Table = std::vector<std::pair<std::string, std::string>>;

void checkTokens(const Table& table) {
  for (const auto& [text, tokens] : table) EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TemplateTokenizer, Variables) {
  checkTokens({
      {"", ""},
      {"plain", "plain"},
      {"$a", "$(a)"},
      {"${a}", "$(a)"},
      {"$_a1", "$(_a1)"},
      {"$a$b", "$(a)$(b)"},
      {"$a-$b", "$(a)-$(b)"},
      {"x${a}y", "x$(a)y"},
      {"$m.k", "$(m).k"},
      {"$a名", "$(a)名"},
      {"$名", "$名"},
      {"/$a/${b}/c", "/$(a)/$(b)/c"},
      {"{$a}", "{$(a)}"},
      {"$a()", "$(a)()"},
  });
}

TEST(TemplateTokenizer, DollarsThatStayText) {
  checkTokens({
      {"$$", "$"},
      {"$$a", "$a"},
      {"$$$a", "$$(a)"},
      {"$$$$", "$$"},
      {"$", "$"},
      {"a$", "a$"},
      {"$1", "$1"},
      {"$ a", "$ a"},
      {"${", "${"},
      {"${}", "${}"},
      {"${ i }", "${ i }"},
      {"${a", "${a"},
      {"${a b}", "${a b}"},
      {"${1a}", "${1a}"},
      {"${a.b}", "${a.b}"},
      {"cost $5 and $s", "cost $5 and $(s)"},
      {"a $s b ${md5(x)} c", "a $(s) b md5<x> c"},
  });
}

TEST(TemplateTokenizer, WhiteSpaceAtTheEnds) {
  checkTokens({
      {"  a b \t\r\n", "a b"},
      {" $a ", "$(a)"},
      {"\u3000a\u00A0", "a"},
      {" \v\f ", ""},
      {"\u4F60", "\u4F60"},
  });
}

TEST(TemplateTokenizer, PlainArguments) {
  checkTokens({
      {"${f()}", "f<>"},
      {"${f(  )}", "f<>"},
      {"${f(1)}", "f<1>"},
      {"${f(-1, 2.50)}", "f<-1|2.5>"},
      {"${f(007)}", "f<7>"},
      {"${f(9223372036854775807)}", "f<9223372036854775807>"},
      {"${f(18446744073709551615)}", "f<18446744073709551615>"},
      {"${f(18446744073709551616)}", "f<18446744073709551616>"},
      {"${f(1.)}", "f<1.>"},
      {"${f(.5)}", "f<.5>"},
      {"${f(-)}", "f<->"},
      {"${f(1-2)}", "f<1-2>"},
      {"${f(1.2.3)}", "f<1.2.3>"},
      {"${f( a b , c )}", "f<a b|c>"},
      {"${f(a/b=c-d.e)}", "f<a/b=c-d.e>"},
      {"${f(,)}", "f<null|null>"},
      {"${f(a,)}", "f<a|null>"},
      {"${f( ,1)}", "f<null|1>"},
      {"${f($a)}", "f<$(a)>"},
      {"${f( $a , ${b} )}", "f<$(a)|$(b)>"},
      {"${f(x$a.y${b}z)}", "f<x$(a).y$(b)z>"},
      {"${f($$a)}", "f<$a>"},
      {"${f($)}", "f<$>"},
      {"${f($1)}", "f<$1>"},
      {"${f(1)}${g(2)}", "f<1>g<2>"},
  });
}

TEST(TemplateTokenizer, QuotedArguments) {
  checkTokens({
      {R"(${f("a,b")})", "f<'a,b'>"},
      {R"(${f('a:b)}')})", "f<'a:b)}'>"},
      {R"(${f("")})", "f<''>"},
      {R"(${f("5")})", "f<'5'>"},
      {R"(${f( " a " , 'b' ,1)})", "f<' a '|'b'|1>"},
      {R"(${f("say \"hi\" \\ \n")})", "f<'say \"hi\" \\ \n'>"},
      {R"(${f('it\'s')})", "f<'it's'>"},
      {R"(${f("it's")})", "f<'it's'>"},
      {R"(${f("x $a y")})", "f<'x $(a) y'>"},
      {R"(${f("$$a \$a $1")})", "f<'$a $a $1'>"},
      {R"(${f("名前")})", "f<'名前'>"},
  });
}

TEST(TemplateTokenizer, CallsThatStayText) {
  for (const std::string text : {
           "${f(a:b)}",
           "${f({a})}",
           "${f(名)}",
           "${f(a'b')}",
           "${f('a' b)}",
           "${f('a)}",
           "${f(\"a)}",
           "${f(a",
           "${f(a)",
           "${f(a) }",
           "${f (a)}",
           "${ f(a)}",
           "${f(a,",
           "${f(",
           "${1f(a)}",
           "${f(a)b}",
           "${f(a;b)}",
           "${f(\"a\\",
       }) {
    EXPECT_EQ(shown(text), text);
  }
}

TEST(TemplateTokenizer, CallsDoNotNest) {
  EXPECT_EQ(shown("${f(${g(1)})}"), "${f(g<1>)}");
  EXPECT_EQ(shown("${f(g(1))}"), "${f(g(1))}");
}

TEST(TemplateTokenizer, OffsetsAreThoseOfTheTextAsWritten) {
  const auto tokens = tokenizeTemplate("  a $b ${f($c)}");
  ASSERT_EQ(tokens.size(), 4U);
  EXPECT_EQ(tokens[0].offset, 2U);
  EXPECT_EQ(tokens[1].offset, 4U);
  EXPECT_EQ(tokens[3].offset, 7U);
  EXPECT_EQ(tokens[3].arguments[0].pieces[0].offset, 11U);
}

TEST(TemplateTokenizer, ManyDollarsTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "${f(";
  EXPECT_EQ(tokenizeTemplate(text).size(), 1U);
}

}  // namespace
}  // namespace hrp::expression
