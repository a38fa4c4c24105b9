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

TEST(PostmanTextTest, WhatNothingDefinesStaysTheTextAndIsListedOnce) {
  PostmanText texts;
  EXPECT_EQ(texts.convert("{{x}}$ {{x}}"), "{{x}}$$ {{x}}");
  EXPECT_EQ(texts.convertUrl("http://h/{{x}}?a={{y}}"), "http://h/%7B%7Bx%7D%7D?a=%7B%7By%7D%7D");
  EXPECT_EQ(texts.convertEncoded("{{x}}"), "%7B%7Bx%7D%7D");
  EXPECT_EQ(texts.convertArgument("{{x}}\""), "{{x}}\\\"");
  EXPECT_EQ(texts.undefined(), (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(texts.variables().empty());
}

TEST(PostmanTextTest, AHostThatNothingDefinesIsToBeFilledIn) {
  PostmanText texts;
  EXPECT_EQ(texts.convertUrl("{{host}}/a"), "${host}/a");
  EXPECT_EQ(texts.convertUrl("http://{{h2}}/a"), "http://${h2}/a");
  EXPECT_EQ(texts.convertUrl("https://{{h3}}/a"), "https://${h3}/a");
  EXPECT_EQ(texts.variables().dump(), R"({"host":"","h2":"","h3":""})");
}

TEST(PostmanTextTest, ValuesMayNameOthersAndTheFirstDefinitionCounts) {
  PostmanText texts;
  texts.define("base", "http://{{host}}");
  texts.define("host", "h");
  texts.define("host", "other");
  texts.define("n", 5);
  EXPECT_EQ(texts.variables().dump(), R"({"base":"http://${host}","host":"h","n":5})");
  EXPECT_EQ(texts.known("a/{{host}}"), "a/h");
  EXPECT_FALSE(texts.known("{{base}}").has_value());
  EXPECT_TRUE(texts.undefined().empty());
}

TEST(PostmanTextTest, EncodesLiteralsAndVariablesOfForms) {
  PostmanText texts;
  texts.define("v-1", "x");
  EXPECT_EQ(texts.convertEncoded("a b&$={{v-1}}"), "a%20b%26%24%3D${url_encode($v_1)}");
}

TEST(PostmanTextTest, QuotesArguments) {
  PostmanText texts;
  texts.define("v", "x");
  EXPECT_EQ(texts.convertArgument("a\"\\$b{{v}}"), "a\\\"\\\\$$b${v}");
}

}  // namespace
}  // namespace hrp::import
