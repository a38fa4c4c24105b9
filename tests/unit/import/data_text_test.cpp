#include "import/data_text.hpp"

#include <gtest/gtest.h>

#include "support/program_walker.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::import {
namespace {

// What a testcase sends for the text.
std::string meaning(const std::string& written) {
  const expression::Value document = {
      {"config", {{"name", "x"}, {"variables", {{"v", "value"}}}}},
      {"teststeps", {{{"request", {{"url", "http://x/"}, {"body", written}}}}}}};
  const auto workload = testcase::load({{"case.json", document.dump()}}, "case.json");
  if (!workload) return workload.error().message;
  hrp::testing::ProgramWalker walker(*workload->programs.front());
  walker.run();
  if (walker.requests.empty()) return "not sent";
  return expression::toText(walker.requests[0]["body"]);
}

TEST(DataTextTest, TextMeansItselfWhateverItHolds) {
  for (const std::string text :
       {"plain", "$", "$$", "cost $5 and ${x} $y", "${f(1)}", "a$", " both ends ", "\t", " \n ",
        "\n{\n  \"a\": 1\n}\n", "\u00a0wide\u3000", "$ x $", "no \u00e9nd "}) {
    EXPECT_EQ(meaning(dataText(text)), text) << dataText(text);
  }
  EXPECT_EQ(dataText(""), "");
}

TEST(DataTextTest, BytesThatAreNoUtf8SurviveToo) {
  const std::string bytes = std::string("\x00\xff\x80 a ", 6);
  EXPECT_EQ(meaning(dataText(bytes)), bytes);
}

TEST(DataTextTest, KeepsTextReadable) {
  EXPECT_EQ(dataText("{\"price\": \"5$\"}"), "{\"price\": \"5$$\"}");
  EXPECT_EQ(dataText("a\n"), "a${base64_decode(\"Cg==\")}");
}

TEST(DataTextTest, MixesLiteralsAndExpressions) {
  DataText text;
  text.literal(" $").literal("a ").expression("${v}").literal(" $b ");
  EXPECT_EQ(meaning(text.text()), " $a value $b ");
  EXPECT_EQ(DataText().expression("${v}").text(), "${v}");
}

TEST(DataTextTest, EncodesBase64AndPercent) {
  EXPECT_EQ(base64Text(""), "");
  EXPECT_EQ(base64Text("user:password"), "dXNlcjpwYXNzd29yZA==");
  EXPECT_EQ(percentEncoded("a b&\u00e9~", "%20"), "a%20b%26%C3%A9~");
  EXPECT_EQ(percentEncoded("a b", "+"), "a+b");
}

}  // namespace
}  // namespace hrp::import
