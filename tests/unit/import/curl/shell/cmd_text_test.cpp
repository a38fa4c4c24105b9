#include "import/curl/shell/cmd_text.hpp"

#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

TEST(CmdTextTest, KnowsItsForm) {
  EXPECT_TRUE(isCmdText("curl ^\"http://x/^\""));
  EXPECT_TRUE(isCmdText("curl \"http://x/\" ^\r\n  -k"));
  EXPECT_FALSE(isCmdText("curl 'http://x/^' -d '^\"'"));
  EXPECT_FALSE(isCmdText("curl \"http://x/^a\""));
}

TEST(CmdTextTest, WhatABrowserCopiesIsSentAsItWas) {
  const expression::Value request = requestOf(
      "curl --url ^\"http://h/get?a=1^&b=2^\" ^\r\n  -H ^\"content-type: application/json^\" ^\r\n"
      "  --data-raw ^\"^{^\\^\"a^\\^\":1,^\\^\"b^\\^\":^\\^\"x^\\^\\n^%^20^^^\\^\"^\n\n^}^\"",
      "a.txt");
  EXPECT_EQ(request["url"], "http://h/get?a=1&b=2");
  EXPECT_EQ(request["method"], "POST");
  EXPECT_EQ(request["body"], "{\"a\":1,\"b\":\"x\\n%20^\"\n}");
}

TEST(CmdTextTest, PlainQuotesAreThoseOfTheProgram) {
  const expression::Value request = requestOf(
      "curl \"http://h/a?b=1&c=^2\" ^\n  -H \"X: \\\"q\\\" \\\\ \"\"r\"\"\"\r\n", "a.txt");
  EXPECT_EQ(request["url"], "http://h/a?b=1&c=^2");
  EXPECT_EQ(request["headers"]["X"], "\"q\" \\\\ \"r\"");
}

TEST(CmdTextTest, SeveralCommandsAndWhatStandsAround) {
  const ShellScript script =
      readCmdScript("curl ^\"a^\" & curl.exe b > out\ndir ^\ncurl ^\"c", "f");
  ASSERT_EQ(script.calls.size(), 2u);
  EXPECT_EQ(script.calls[1].words[0].text, "b");
  EXPECT_EQ(script.notes.size(), 2u);
  EXPECT_TRUE(script.foreign.has_value());
  const ShellScript open = readCmdScript("curl ^\"a", "f");
  ASSERT_EQ(open.calls.size(), 1u);
  EXPECT_EQ(open.calls[0].error->message, "f:1:7: the quote \" is not closed");
}

}  // namespace
}  // namespace hrp::import
