#include "http/message/byte_scan.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hrp::http {
namespace {

std::size_t controlAt(const std::string& text) {
  return static_cast<std::size_t>(findControl(text.data(), text.data() + text.size()) -
                                  text.data());
}

std::size_t tokenEnds(const std::string& text) {
  return static_cast<std::size_t>(skipToken(text.data(), text.data() + text.size()) - text.data());
}

// Every byte at every place of texts that are shorter and longer than what is looked at at once.
TEST(ByteScan, FindsEveryControlCharacterAndNothingElse) {
  for (const std::size_t size : {1U, 15U, 16U, 17U, 40U}) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        EXPECT_EQ(controlAt(text), byte < 0x20 ? at : size) << size << " " << at << " " << byte;
      }
    }
  }
}

TEST(ByteScan, ATokenEndsAtTheFirstByteThatNoneHolds) {
  for (const std::size_t size : {1U, 15U, 16U, 17U, 40U}) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        EXPECT_EQ(tokenEnds(text), isTokenChar(text[at]) ? size : at)
            << size << " " << at << " " << byte;
      }
    }
  }
}

TEST(ByteScan, TheFirstOfSeveralCounts) {
  EXPECT_EQ(controlAt("Content-Type: application/json\r\nServer: x\r\n"), 30U);
  EXPECT_EQ(controlAt("a\tb\rc"), 1U);
  EXPECT_EQ(tokenEnds("X-Request_Id.2: 0123456789abcdef"), 14U);
  EXPECT_EQ(tokenEnds("Content-Length: 12 : 13"), 14U);
  EXPECT_EQ(tokenEnds(""), 0U);
  EXPECT_EQ(controlAt(""), 0U);
}

}  // namespace
}  // namespace hrp::http
