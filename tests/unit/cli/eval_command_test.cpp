#include "cli/eval_command.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

using base::ExitCode;

struct Evaluated {
  ExitCode code = ExitCode::kOk;
  std::string out;
  std::string error;
};

Evaluated eval(const std::string& expression, const std::string& input,
               const std::string& file = "") {
  std::istringstream in(input);
  std::ostringstream out;
  ::testing::internal::CaptureStderr();
  const ExitCode code = runEval({expression, file}, in, out);
  return {code, out.str(), ::testing::internal::GetCapturedStderr()};
}

TEST(EvalCommandTest, PrintsTheResultAsJson) {
  const Evaluated found = eval("body.items[0]", R"({"body":{"items":[{"id":1,"n":"é"}]}})");
  EXPECT_EQ(found.code, ExitCode::kOk);
  EXPECT_EQ(found.out, "{\n  \"id\": 1,\n  \"n\": \"\u00e9\"\n}\n");
  EXPECT_EQ(eval("a.b", "{}").out, "null\n");
  EXPECT_EQ(eval("length(@)", "[1,2]").out, "2\n");
}

TEST(EvalCommandTest, KeepsEveryDigit) {
  EXPECT_EQ(eval("[*].id", R"([{"id":9223372036854775807},{"id":18446744073709551615}])").out,
            "[\n  9223372036854775807,\n  18446744073709551615\n]\n");
}

TEST(EvalCommandTest, ReadsAFile) {
  const hrp::testing::TempFolder folder;
  const std::string file = folder.write("a.json", "[7]");
  EXPECT_EQ(eval("[0]", "", file).out, "7\n");
  EXPECT_EQ(eval("[0]", "[8]", "-").out, "8\n");
  const Evaluated missing = eval("a", "", folder.file("none.json"));
  EXPECT_EQ(missing.code, ExitCode::kBadFile);
  EXPECT_NE(missing.error.find("none.json"), std::string::npos) << missing.error;
}

TEST(EvalCommandTest, AWrongExpressionHasACaretUnderItsColumn) {
  const Evaluated refused = eval("a.b[", "{}");
  EXPECT_EQ(refused.code, ExitCode::kUsage);
  EXPECT_EQ(refused.out, "");
  EXPECT_NE(refused.error.find("column 5"), std::string::npos) << refused.error;
  EXPECT_NE(refused.error.find("     a.b[\n         ^\n"), std::string::npos) << refused.error;
}

TEST(EvalCommandTest, TheCaretCountsCharactersAndLines) {
  const Evaluated wide = eval("\"\u00e9\u00e9\".]", "{}");
  EXPECT_NE(wide.error.find("     \"\u00e9\u00e9\".]\n          ^\n"), std::string::npos)
      << wide.error;
  const Evaluated lines = eval("a\n.b.]", "{}");
  EXPECT_NE(lines.error.find("     .b.]\n        ^\n"), std::string::npos) << lines.error;
}

TEST(EvalCommandTest, AWrongTypeIsAnError) {
  const Evaluated refused = eval("length(a)", R"({"a":7})");
  EXPECT_EQ(refused.code, ExitCode::kFailure);
  EXPECT_NE(refused.error.find("length"), std::string::npos) << refused.error;
}

TEST(EvalCommandTest, MalformedJsonNamesLineAndColumn) {
  const Evaluated refused = eval("a", "{\n  \"a\": }");
  EXPECT_EQ(refused.code, ExitCode::kBadJson);
  EXPECT_NE(refused.error.find("standard input:2:8: malformed JSON"), std::string::npos)
      << refused.error;
  EXPECT_NE(eval("a", "{} x").error.find("text after the JSON document"), std::string::npos);
  EXPECT_EQ(eval("a", "").code, ExitCode::kBadJson);
}

}  // namespace
}  // namespace hrp::cli
