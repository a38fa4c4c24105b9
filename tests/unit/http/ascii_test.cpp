#include "hrp/http/ascii.hpp"

#include <gtest/gtest.h>

namespace hrp::http {
namespace {

TEST(Ascii, TokensAreComparedInAnyCase) {
  for (const char* text : {"content-length", "Content-Length", "CONTENT-LENGTH"}) {
    EXPECT_TRUE(equalsToken(text, "content-length")) << text;
  }
  EXPECT_TRUE(equalsToken("Close", "close"));
  EXPECT_TRUE(equalsToken("", ""));
  for (const char* text : {"content-lengt", "content-lengthx", "content_length", "content-lengtg",
                           "Dontent-length", "content\vlength"}) {
    EXPECT_FALSE(equalsToken(text, "content-length")) << text;
  }
}

// Against the plain comparison, for every byte at every place.
TEST(Ascii, NoOtherByteIsTakenForALetter) {
  const std::string word = "transfer-encoding";
  for (std::size_t at = 0; at < word.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      if (byte == '\r') continue;
      std::string text = word;
      text[at] = static_cast<char>(byte);
      EXPECT_EQ(equalsToken(text, word), equalsIgnoreCase(text, word)) << at << " " << byte;
    }
  }
}

}  // namespace
}  // namespace hrp::http
