#include "http/http2/http2_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hrp::http {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> fieldsOf(std::string_view head, bool tls = false) {
  std::vector<nghttp2_nv> fields;
  makeHttp2Fields(head, tls, fields);
  std::vector<std::string> out;
  for (const nghttp2_nv& field : fields) {
    out.push_back(std::string(reinterpret_cast<const char*>(field.name), field.namelen) + "=" +
                  std::string(reinterpret_cast<const char*>(field.value), field.valuelen));
  }
  return out;
}

TEST(Http2FieldsTest, MakesPseudoFieldsOfTheFirstLineAndTheHost) {
  EXPECT_THAT(fieldsOf("GET /a?b=c HTTP/1.1\r\nUser-Agent: hrp\r\nHost: h.example:81\r\n\r\n"),
              ElementsAre(":method=GET", ":scheme=http", ":path=/a?b=c", ":authority=h.example:81",
                          "User-Agent=hrp"));
  EXPECT_THAT(fieldsOf("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", true),
              ElementsAre(":method=OPTIONS", ":scheme=https", ":path=*", ":authority=h"));
}

TEST(Http2FieldsTest, LeavesOutWhatBelongsToAConnection) {
  EXPECT_THAT(
      fieldsOf("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nKeep-Alive: 5\r\n"
               "Proxy-Connection: x\r\ntransfer-encoding: chunked\r\nUpgrade: y\r\n"
               "HTTP2-Settings: z\r\nTE: gzip\r\nContent-Length: 3\r\n\r\n"),
      ElementsAre(":method=POST", ":scheme=http", ":path=/", ":authority=h", "Content-Length=3"));
}

TEST(Http2FieldsTest, KeepsTheOthersInTheirOrder) {
  EXPECT_THAT(
      fieldsOf("GET / HTTP/1.1\r\nHost: h\r\nTE: trailers\r\nCookie: a=1; b=2\r\n"
               "Expect: 100-continue\r\nX-Empty:\r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\n"),
      ElementsAre(":method=GET", ":scheme=http", ":path=/", ":authority=h", "TE=trailers",
                  "Cookie=a=1; b=2", "Expect=100-continue", "X-Empty=", "X-Twice=1", "X-Twice=2"));
}

TEST(Http2FieldsTest, ForgetsWhatWasThereBefore) {
  std::vector<nghttp2_nv> fields;
  makeHttp2Fields("GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\n\r\n", false, fields);
  makeHttp2Fields("GET / HTTP/1.1\r\nHost: h\r\n\r\n", false, fields);
  EXPECT_EQ(fields.size(), 4u);
}

}  // namespace
}  // namespace hrp::http
