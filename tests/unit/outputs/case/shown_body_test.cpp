#include "outputs/case/shown_body.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

ShownBody shown(const std::string& type, std::string_view body, std::size_t most = 4096) {
  std::vector<stats::NamedText> headers;
  if (!type.empty()) headers.emplace_back("content-TYPE", type);
  return shownBody(headers, body, most);
}

TEST(ShownBodyTest, ShowsTextJsonXmlAndForms) {
  for (const char* type : {"text/plain", "TEXT/HTML; charset=utf-8", "application/xml",
                           "image/svg+xml", "application/x-www-form-urlencoded"}) {
    EXPECT_EQ(shown(type, "a=<1>").text, "a=<1>") << type;
  }
  EXPECT_EQ(shown("application/json", "[1]").text, "[\n  1\n]");
  EXPECT_EQ(shown("application/problem+json; charset=utf-8", "[1]").text, "[\n  1\n]");
}

TEST(ShownBodyTest, NamesWhatItDoesNotShow) {
  const ShownBody image = shown("image/png", "\x89PNG");
  EXPECT_EQ(image.text, "");
  EXPECT_EQ(image.note, "4 bytes of image/png, not shown");
  EXPECT_EQ(shown("multipart/form-data; boundary=x", "--x--").text, "");
  EXPECT_EQ(shown("", std::string_view("a\0b", 3)).note, "3 bytes of unknown type, not shown");
}

TEST(ShownBodyTest, ShowsPlainTextWithoutAType) {
  EXPECT_EQ(shown("", "hello\r\n").text, "hello\r\n");
  EXPECT_EQ(shown("", "").text, "");
  EXPECT_EQ(shown("", "").note, "");
}

TEST(ShownBodyTest, MalformedJsonStaysAsItIs) {
  EXPECT_EQ(shown("application/json", "{oops").text, "{oops");
}

TEST(ShownBodyTest, CutsLongBodiesBetweenCharacters) {
  const ShownBody cut = shown("text/plain", "abc\u00e9def", 4);
  EXPECT_EQ(cut.text, "abc");
  EXPECT_EQ(cut.note, "… 5 more bytes");
  EXPECT_EQ(cutText("abc", 3), "abc");
  // Bytes that are no UTF-8 at all do not move the cut to the start.
  EXPECT_EQ(cutText(std::string(10, '\x80'), 8).size(), 4u);
}

TEST(ShownBodyTest, WritesBrokenBytesVisibly) {
  EXPECT_EQ(shown("text/plain", "a\xff").text, "a\\xff");
}

}  // namespace
}  // namespace hrp::outputs
