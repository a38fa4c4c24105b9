#include <gtest/gtest.h>

#include <random>

#include "import/converters.hpp"

namespace hrp::import {
namespace {

OrderedValue parsed(const std::string& json) {
  return OrderedValue::parse(json);
}

void expectRoundTrip(const OrderedValue& document) {
  const std::string text = writeYaml(document);
  const auto read = testcase::readOrderedYaml(text, "a.yaml");
  ASSERT_TRUE(read.has_value()) << read.error().message << "\n" << text;
  EXPECT_EQ(*read, document) << text;
}

TEST(TestcaseWriterTest, WritesAsPeopleDo) {
  EXPECT_EQ(writeYaml(parsed(R"({"config":{"name":"log in","variables":{}},"teststeps":[
              {"name":"a","request":{"method":"GET","url":"http://x/?a=1&b=2"},
               "validate":[{"eq":["status_code",200]},{"eq":["body.a","1"]}]},
              {"name":"b","think_time":{"time":1.5}}]})")),
            "config:\n"
            "  name: log in\n"
            "  variables: {}\n"
            "teststeps:\n"
            "  - name: a\n"
            "    request:\n"
            "      method: GET\n"
            "      url: http://x/?a=1&b=2\n"
            "    validate:\n"
            "      - eq: [status_code, 200]\n"
            "      - eq: [body.a, '1']\n"
            "  - name: b\n"
            "    think_time:\n"
            "      time: 1.5\n");
}

TEST(TestcaseWriterTest, LongTextIsABlock) {
  EXPECT_EQ(writeYaml(parsed(R"({"a":"{\n  \"x\": 1\n}","b":["one\ntwo\n"],"c":"x\n\n"})")),
            "a: |-\n  {\n    \"x\": 1\n  }\nb:\n  - |\n    one\n    two\nc: |+\n  x\n\n");
}

TEST(TestcaseWriterTest, QuotesWhatWouldBeReadAsSomethingElse) {
  for (const char* text : {"",           " a",
                           "a ",         "1",
                           "1.5",        "0x1F",
                           "010",        "1_000",
                           "true",       "Null",
                           "~",          "yes",
                           "off",        "y",
                           "2023-01-02", "12:30",
                           "a: b",       "a:",
                           "a #b",       "#a",
                           "- a",        "-",
                           "? a",        "[a]",
                           "{a",         "a, b",
                           "&a",         "*a",
                           "!a",         "|",
                           ">",          "@a",
                           "`a",         "%a",
                           "'a'",        "\"a\"",
                           "it's",       "<<",
                           "=",          ".inf",
                           "...",        "---",
                           "\u00e9",     "\U0001f600",
                           "\u2028",     "\u0085",
                           "\ufeff",     "\x7f",
                           "\x01",       "a\tb",
                           "a\r\nb",     "\\",
                           "$x",         "${f(a, b)}",
                           "a\nb",       "\na",
                           " a\nb",      "a\n\n\nb\n\n",
                           "a\n \nb",    "a\n  b\n",
                           "a\n#b",      "a\n\tb",
                           "\ta\nb",     "a\n---\nb",
                           "a\n...\n",   "a\nb ",
                           "a\u2028\nb", "http://h/?a=1",
                           "a?"}) {
    OrderedValue document = OrderedValue::object();
    document["k"] = text;
    document["list"] = OrderedValue::array({text, 1, text});
    document["map"][text] = text;
    document["deep"] = OrderedValue::array({OrderedValue{{"a", text}, {"b", text}}});
    expectRoundTrip(document);
    expectRoundTrip(OrderedValue(text));
  }
}

TEST(TestcaseWriterTest, KeepsNumbersAndNesting) {
  expectRoundTrip(parsed(R"({"a":[[1,[2,[]]],[{}],[{"x":[{"y":null}]}]],"b":9223372036854775807,
      "c":-9223372036854775808,"d":18446744073709551615,"e":1e300,"f":0.1,"g":-0.5,"h":true})"));
  expectRoundTrip(parsed("[]"));
  expectRoundTrip(parsed(R"([1,"a"])"));
}

TEST(TestcaseWriterTest, RandomTextSurvives) {
  std::mt19937 random(7);  // NOLINT: the same texts each time
  const std::vector<std::string> pieces{"a",      " ",  "\n", "\t", ":",    "#",      "-", "'",
                                        "\"",     "\\", "\r", "{",  "]",    ",",      "$", "|",
                                        "\u00e9", "0",  "%",  "&",  "\n\n", "\u2029", "  "};
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t length = random() % 8; text.size() < length;) {
      text += pieces[random() % pieces.size()];
    }
    expectRoundTrip(OrderedValue{{"k", text}, {"l", {{"m", {text, text}}}}});
  }
}

TEST(TestcaseWriterTest, WritesJsonIndented) {
  EXPECT_EQ(writeDocument(parsed(R"({"z":1,"a":["\u00e9"]})"), TextFormat::kJson),
            "{\n  \"z\": 1,\n  \"a\": [\n    \"\u00e9\"\n  ]\n}\n");
}

}  // namespace
}  // namespace hrp::import
