#include "engine/requests/head_writer.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(HeadWriter, BeginsWithTheFirstLineAndTheHost) {
  const http::Url url = *http::Url::parse("http://h:81/a?b=c");
  std::string text = "of the request before";
  HeadWriter head(text, {"PUT", url, "h:81"}, HeadWriter::fieldBytes("X-A", "1"));
  head.addField("X-A", "1");
  head.finish();
  EXPECT_EQ(text, "PUT /a?b=c HTTP/1.1\r\nHost: h:81\r\nX-A: 1\r\n");
}

TEST(HeadWriter, APathIsNeverEmpty) {
  const http::Url url = *http::Url::parse("http://h?");
  std::string text;
  HeadWriter head(text, {"POST", url, "h"}, HeadWriter::kOwnFieldBytes);
  head.addLength(18'446'744'073'709'551'615U);
  head.finish();
  EXPECT_EQ(text, "POST /? HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551615\r\n");
}

}  // namespace
}  // namespace hrp::engine
