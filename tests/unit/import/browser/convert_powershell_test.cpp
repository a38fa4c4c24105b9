#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

TEST(ConvertPowerShellTest, ReadsWhatABrowserCopies) {
  const expression::Value request = requestOf(
      "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
      "$session.UserAgent = \"Mozilla/5.0 (X11)\"\n"
      "$session.Cookies.Add((New-Object System.Net.Cookie(\"sid\", \"1\", \"/\", \"h\")))\n"
      "$session.Cookies.Add((New-Object System.Net.Cookie(\"t\", \"2\", \"/\", \"h\")))\n"
      "Invoke-WebRequest -UseBasicParsing -Uri \"http://h/a?b=`$c\" `\n-Method \"POST\" `\n"
      "-WebSession $session `\n-Headers @{\n\"accept\"=\"*/*\"\n  \"x-a\"=\"b``c\"\n} `\n"
      "-ContentType \"application/json\" `\n"
      "-Body ([System.Text.Encoding]::UTF8.GetBytes(\"{`\"a`\":`\"$([char]233)"
      "$([char]55357)$([char]56832)`\"}\"))",
      "a.ps1");
  EXPECT_EQ(request["method"], "POST");
  EXPECT_EQ(request["url"], "http://h/a?b=$c");
  EXPECT_EQ(request["body"], "{\"a\":\"\u00e9\U0001f600\"}");
  EXPECT_EQ(request["headers"], (expression::Value{{"accept", "*/*"},
                                                   {"x-a", "b`c"},
                                                   {"User-Agent", "Mozilla/5.0 (X11)"},
                                                   {"Cookie", "sid=1; t=2"},
                                                   {"Content-Type", "application/json"}}));
}

TEST(ConvertPowerShellTest, SeveralRequestsAndOtherParameters) {
  const auto converted = convertText(
      "Invoke-RestMethod 'http://h/it''s' -TimeoutSec 5\n$a = Invoke-WebRequest -Uri http://h/b "
      "-Body a=1 "
      "-Method PUT\nInvoke-WebRequest -Method GET",
      "a.ps1");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  const OrderedValue& steps = converted->testcase["teststeps"];
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0]["request"]["url"], "http://h/it's");
  EXPECT_EQ(steps[1]["request"]["method"], "PUT");
  EXPECT_EQ(converted->notes.size(), 2u);
}

}  // namespace
}  // namespace hrp::import
