#include "import/postman/postman_text.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

TEST(PostmanTextTest, NamesBecomeThoseOfATestcase) {
  PostmanText texts;
  EXPECT_EQ(texts.variableName("token"), "token");
  EXPECT_EQ(texts.variableName("host-name"), "host_name");
  EXPECT_EQ(texts.variableName("host.name"), "host_name_2");
  EXPECT_EQ(texts.variableName("1st"), "v_1st");
  EXPECT_EQ(texts.variableName("\u00e9"), "v_");
  EXPECT_EQ(texts.variableName("host-name"), "host_name");
}

TEST(PostmanTextTest, VariablesAndDollars) {
  PostmanText texts;
  texts.define("a", "x");
  EXPECT_EQ(texts.convert("cost $5 {{a}} {{ a }}b"), "cost $$5 ${a} ${a}b");
  EXPECT_EQ(texts.convert("{{}} {{open"), "{{}} {{open");
  EXPECT_TRUE(texts.undefined().empty());
}

TEST(PostmanTextTest, DynamicVariablesBecomeFunctions) {
  PostmanText texts;
  EXPECT_EQ(texts.convert("{{$guid}}-{{$timestamp}}-{{$randomInt}}"),
            "${uuid()}-${timestamp()}-${random_int(1001)}");
  EXPECT_EQ(texts.convertEncoded("{{$guid}}"), "${uuid()}");
  EXPECT_TRUE(texts.undefined().empty());
}

TEST(PostmanTextTest, UndefinedVariablesAreEmptyAndListedOnce) {
  PostmanText texts;
  EXPECT_EQ(texts.convert("{{x}}{{x}}{{$randomCity}}"), "${x}${x}${randomCity}");
  EXPECT_EQ(texts.undefined(), (std::vector<std::string>{"x", "$randomCity"}));
  EXPECT_EQ(texts.variables().dump(), R"({"x":"","randomCity":""})");
}

TEST(PostmanTextTest, ADefinitionMayComeAfterItsUse) {
  PostmanText texts;
  texts.define("base", "http://{{host}}");
  texts.define("host", "h");
  texts.define("n", 5);
  EXPECT_TRUE(texts.undefined().empty());
  EXPECT_EQ(texts.variables().dump(), R"({"base":"http://${host}","host":"h","n":5})");
}

TEST(PostmanTextTest, EncodesLiteralsAndVariablesOfForms) {
  PostmanText texts;
  texts.define("v-1", "x");
  EXPECT_EQ(texts.convertEncoded("a b&$={{v-1}}"), "a+b%26%24%3D${url_encode($v_1)}");
}

TEST(PostmanTextTest, QuotesArguments) {
  PostmanText texts;
  texts.define("v", "x");
  EXPECT_EQ(texts.convertArgument("a\"\\$b{{v}}"), "a\\\"\\\\$$b${v}");
}

}  // namespace
}  // namespace hrp::import
