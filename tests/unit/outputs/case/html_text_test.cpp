#include "outputs/case/html_text.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

TEST(HtmlTextTest, EscapesMarkupAndQuotes) {
  EXPECT_EQ(htmlText("<script>\"a\" & 'b'</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
}

TEST(HtmlTextTest, KeepsLinesAndText) {
  EXPECT_EQ(htmlText("a\r\n\tb \u00e9 \u4e2d"), "a\n\tb \u00e9 \u4e2d");
}

TEST(HtmlTextTest, WritesOtherBytesVisibly) {
  EXPECT_EQ(htmlText(std::string_view("\0\x1b[31m\xff\x7f", 8)), "\\x00\\x1b[31m\\xff\\x7f");
}

}  // namespace
}  // namespace hrp::outputs
