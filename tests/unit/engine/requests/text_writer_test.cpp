#include "engine/requests/text_writer.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(TextWriter, ReplacesTheTextWithWhatWasAdded) {
  std::string text = "of the request before, which was longer";
  TextWriter writer(text, 64);
  writer.add("GET / HTTP/1.1\r\n");
  writer.add("");
  writer.addField("Host", "a");
  writer.finish();
  EXPECT_EQ(text, "GET / HTTP/1.1\r\nHost: a\r\n");
}

TEST(TextWriter, TakesExactlyWhatItWasMadeFor) {
  std::string text;
  TextWriter writer(text, 4);
  writer.add("ab");
  writer.add("cd");
  writer.finish();
  EXPECT_EQ(text, "abcd");
}

TEST(TextWriterDeathTest, NeverWritesBehindItsBound) {
  std::string text;
  TextWriter writer(text, 3);
  writer.add("ab");
  EXPECT_DEATH(writer.add("cd"), "piece.size");
}

}  // namespace
}  // namespace hrp::engine
