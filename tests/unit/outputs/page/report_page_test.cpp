#include "hrp/outputs/report_page.hpp"

#include <gmock/gmock.h>

#include "hrp/base/base64.hpp"
#include "outputs/page/page_text.hpp"

namespace hrp::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string dataOf(const std::string& page) {
  const std::size_t element = page.find("<script id=\"run-data\"");
  const std::size_t begin = page.find('>', element) + 1;
  return page.substr(begin, page.find("</script>", begin) - begin);
}

TEST(ReportPageTest, IsOnePageThatAsksTheNetworkForNothing) {
  const std::string page = reportPage("{}");
  EXPECT_TRUE(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
  EXPECT_TRUE(page.ends_with("</html>\n"));
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("<script src")));
  EXPECT_THAT(page, Not(HasSubstr("<link")));
  EXPECT_THAT(page, Not(HasSubstr("\nimport ")));
  EXPECT_THAT(page, Not(HasSubstr("\nexport ")));
}

TEST(ReportPageTest, HasEveryPartOfTheTemplateFilledIn) {
  const std::string page = reportPage("{}");
  for (const char* part :
       {"@STYLE@", "@STYLE_HASH@", "@SCRIPT_HASHES@", "@LIBRARY@", "@MODULES@", "@DATA@"}) {
    EXPECT_THAT(page, Not(HasSubstr(part)));
  }
}

// Pieces may be cut anywhere only if no letter has two bytes.
TEST(ReportPageTest, IsOfAsciiButForTheData) {
  for (const auto* pieces : {&pageBeforeData(), &pageAfterData()}) {
    for (const std::string_view piece : *pieces) {
      for (const char letter : piece) ASSERT_GT(letter, 0) << piece;
    }
  }
}

TEST(ReportPageTest, NoTextOfTheDataEndsItsElement) {
  const std::string page = reportPage(R"({"name":"</script><b>&amp;"})");
  EXPECT_EQ(dataOf(page), R"({"name":"\u003c/script>\u003cb>&amp;"})");
}

TEST(ReportPageTest, LargeDataIsPacked) {
  const std::string large = "[\"" + std::string(100'000, '<') + "\"]";
  const std::string page = reportPage(large);
  EXPECT_THAT(page, HasSubstr("type=\"application/gzip\""));
  const auto packed = base::base64Decoded(dataOf(page));
  ASSERT_TRUE(packed.has_value());
  EXPECT_TRUE(packed->starts_with("\x1f\x8b"));
  EXPECT_LT(packed->size(), 1000U);
}

}  // namespace
}  // namespace hrp::outputs
