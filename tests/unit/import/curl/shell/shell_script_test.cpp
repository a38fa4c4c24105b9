#include "import/curl/shell/shell_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "import/curl/shell/shell_text.hpp"

namespace hrp::import {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> callsOf(const std::string& text) {
  std::vector<std::string> out;
  for (const CurlCall& call : readShellScript(text, "a").calls) {
    out.emplace_back();
    for (const ShellWord& word : call.words) {
      out.back() += (out.back().empty() ? "" : " ") + shownText(word.text);
    }
    if (call.error) out.back() = call.error->message;
  }
  return out;
}

TEST(ShellScriptTest, FindsTheCurlCommands) {
  EXPECT_THAT(callsOf("$ curl a; time curl b && sudo -E /usr/bin/curl c\nA=1 curl.exe d || true\n"
                      "for i in 1 2; do curl e; done; if curl f; then curl g; fi\nset -e; echo h"),
              ElementsAre("a", "b", "c", "d", "e", "f", "g"));
}

TEST(ShellScriptTest, NotesWhatItLeavesOut) {
  const ShellScript script =
      readShellScript("set -e\ncurl a | jq . > out\ntime curl b > /dev/null || exit 1", "a");
  EXPECT_THAT(script.notes,
              ElementsAre("a:1:1: set -e is left out", "a:2:10: | jq . is left out",
                          "a:3:1: time is left out", "a:3:15: the output to /dev/null is left out",
                          "a:3:28: || exit 1 is left out"));
  EXPECT_EQ(script.foreign->message, "a:1:1: expected a curl command, got \"set\"");
}

TEST(ShellScriptTest, AssignmentsGiveTheirValues) {
  EXPECT_THAT(callsOf("export H=http://x T='a b'\nU=$H/u\ncurl \"$U\" -H \"X: $T$V\""),
              ElementsAre("http://x/u -H X: a b$V"));
  const ShellScript script = readShellScript("T=$(login)\ncurl \"$T\"", "a");
  EXPECT_EQ(script.calls.size(), 1u);
  ASSERT_EQ(script.notes.size(), 2u);
  EXPECT_THAT(script.notes[0], HasSubstr("what $(login) would print"));
  EXPECT_THAT(script.notes[1], HasSubstr("${ENV(…)}: T;"));
}

TEST(ShellScriptTest, PipesGiveStandardInput) {
  const ShellScript script =
      readShellScript("cat in.json | curl -d @- a\necho -n x y | curl -d @- b", "a");
  ASSERT_EQ(script.calls.size(), 2u);
  EXPECT_EQ(script.calls[0].input->kind, ShellInput::Kind::kFile);
  EXPECT_EQ(script.calls[0].input->source.text, "in.json");
  EXPECT_EQ(script.calls[1].input->source.text, "x y");
  const ShellScript document = readShellScript("cat <<E | curl -d @- c\nx\nE", "a");
  ASSERT_EQ(document.calls.size(), 1u);
  EXPECT_EQ(document.calls[0].input->source.text, "x\n");
  EXPECT_THAT(callsOf("jq . a | curl -d @- a"),
              ElementsAre("a:1:1: what jq . a would print is not known here"));
}

}  // namespace
}  // namespace hrp::import
