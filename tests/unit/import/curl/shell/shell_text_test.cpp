#include "import/curl/shell/shell_text.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

TEST(ShellTextTest, MarksBecomeExpressions) {
  const std::string text = "a$ " + shellVariable("ID") + "/" + shellVariable("T");
  EXPECT_TRUE(holdsVariable(text));
  EXPECT_EQ(variablesIn(text + shellVariable("ID")), (std::vector<std::string>{"ID", "T"}));
  EXPECT_EQ(testcaseText(text), "a$$ ${ENV(ID)}/${ENV(T)}");
  EXPECT_EQ(shownText(text), "a$ $ID/$T");
  EXPECT_EQ(argumentText("\"" + text), "\\\"a$$ ${ID}/${T}");
  EXPECT_EQ(testcaseText(percentEncodedShell(text, "+")),
            "a%24+${url_encode($ID)}%2F${url_encode($T)}");
}

TEST(ShellTextTest, OtherBytesAreData) {
  for (const char* text :
       {"", "a", "\xFF", "\xFF\xF8", "\xFF\xF8 x\xFF\xF9", "\xFF\xF8-\xFF\xF9"}) {
    EXPECT_FALSE(holdsVariable(text));
    EXPECT_EQ(shownText(text), text);
  }
}

}  // namespace
}  // namespace hrp::import
