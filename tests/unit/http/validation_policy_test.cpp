// What is read of responses that break a rule, by default and under --strict-http.

#include "hrp/http/validation_policy.hpp"

#include <gtest/gtest.h>

#include "http/http1/response_parser.hpp"

namespace hrp::http {
namespace {

using Status = ResponseParser::Status;

struct Reading {
  bool complete = false;
  int status = 0;
  std::string body{};
  bool keep_alive = false;
  std::string error{};
  std::vector<std::pair<std::string, std::string>> fields{};
  friend bool operator==(const Reading&, const Reading&) = default;
};

Reading readingOf(std::string_view text, std::size_t piece, HeadReader& heads, bool head_method) {
  ResponseParser parser(heads);
  parser.reset({.no_body = head_method});
  Status status = Status::kNeedMore;
  std::string fed;
  std::size_t at = 0;
  for (; at < text.size() && status == Status::kNeedMore; at += piece) {
    fed.assign(text.substr(at, piece));
    status = parser.feed(fed);
  }
  if (status == Status::kNeedMore) status = parser.finish();
  Reading reading{.complete = status == Status::kComplete, .error = std::string(parser.error())};
  if (!reading.complete) return reading;
  const Response& response = parser.response();
  reading.status = response.status;
  reading.body = response.body;
  // As the connection decides it.
  reading.keep_alive = parser.keepAlive() && parser.trailingBytes() == 0 && at >= text.size();
  for (const HeaderField& field : response.headers) {
    reading.fields.emplace_back(field.name, field.value);
  }
  return reading;
}

// Whole, in pieces and by a reader that has read it before: always the same.
Reading readingBy(const ValidationPolicy& policy, std::string_view text, bool head_method) {
  HeadReader heads(ResponseLimits{.policy = policy});
  const Reading whole = readingOf(text, text.size(), heads, head_method);
  EXPECT_EQ(readingOf(text, text.size(), heads, head_method), whole) << text;
  for (const std::size_t piece : {1, 5}) {
    Reading pieces = readingOf(text, piece, heads, head_method);
    // What follows the response may not have come yet.
    const bool trails = whole.complete && !whole.keep_alive && pieces.complete;
    if (trails) pieces.keep_alive = false;
    const bool refused_for_more = whole.error == "bytes behind the response" ||
                                  whole.error == "the server sent a body to HEAD";
    if (refused_for_more) continue;
    EXPECT_EQ(pieces, whole) << text << " in pieces of " << piece;
  }
  return whole;
}

struct Row {
  std::string name;
  std::string text;
  int status = 200;        // 0: fails
  std::string answer{};    // the body, or why it fails
  std::string strictly{};  // why the strict policy refuses it; empty: as by default
  bool kept = true;        // the connection may be used again
  std::string value{};     // of a field X-A; empty: there is none
  bool head = false;
};

const std::string start = "HTTP/1.1 200 OK\r\n";
const std::string body7 = "Content-Length: 7\r\n\r\n{\"v\":1}";
const std::string v1 = "{\"v\":1}";
const std::string chunks = "7\r\n{\"v\":1}\r\n0\r\n\r\n";
const std::string chunked_field = "Transfer-Encoding: chunked\r\n";

Row lengthRow(const std::string& name, const std::string& value, const std::string& error = {}) {
  return {name, start + "Content-Length:" + value + "\r\n\r\n" + v1, error.empty() ? 200 : 0,
          error.empty() ? v1 : error};
}

Row statusRow(const std::string& name, const std::string& line, int status,
              const std::string& error = {}) {
  return {name, line + "\r\n" + body7, status, error.empty() ? v1 : error};
}

std::vector<Row> fieldRows() {
  return {
      {"folded", start + "X-A: a\r\n b\r\n" + body7, 200, v1, "folded header line", true, "a b"},
      {"folded_wide", start + "X-A: 1 \t\r\n  2\r\n" + body7, 200, v1, "folded header line", true,
       "1 2"},
      {"folded_by_tab", start + "X-A: 1\r\n\t2\r\n\t3\r\n" + body7, 200, v1, "folded header line",
       true, "1 2 3"},
      {"folded_at_lf", "HTTP/1.1 200 OK\nX-A: 1\n 2\nContent-Length: 7\n\n" + v1, 200, v1,
       "folded header line", true, "1 2"},
      {"folded_empty", start + "X-A:\r\n \r\n" + body7, 200, v1, "folded header line"},
      {"folded_length", start + "Content-Length:\r\n 7\r\n\r\n" + v1, 200, v1,
       "malformed Content-Length"},
      {"folded_first", start + " X-A: a\r\n" + body7, 0, "malformed header line"},
      {"folded_last", start + "Content-Length: 7\r\nX-A: a\r\n b\r\n\r\n" + v1, 200, v1,
       "folded header line", true, "a b"},
      {"folded_control", start + "X-A: a\r\n b\x01\r\n" + body7, 0, "malformed header line",
       "folded header line"},
      {"blank_before_colon", start + "X-A : a\r\n" + body7, 200, v1,
       "blank before the colon of a header line", true, "a"},
      {"tab_before_colon", start + "X-A\t :a\r\n" + body7, 200, v1,
       "blank before the colon of a header line", true, "a"},
      {"length_behind_blank", start + "Content-Length : 7\r\n\r\n" + v1, 200, v1,
       "blank before the colon of a header line"},
      {"blank_in_name", start + "X A: a\r\n" + body7, 0, "malformed header line"},
      {"latin1", start + "X-A: \xe4\r\n" + body7, 200, v1, "", true, "\xe4"},
      {"utf8", start + "X-A: \xc3\xa4\r\n" + body7, 200, v1, "", true, "\xc3\xa4"},
      {"nul", start + "X-A: a" + std::string(1, '\0') + "\r\n" + body7, 0, "malformed header line"},
      {"no_name", start + ": x\r\n" + body7, 0, "malformed header line"},
      {"no_colon", start + "nothing\r\n" + body7, 0, "malformed header line"},
      {"line_feeds", "HTTP/1.1 200 OK\nContent-Length: 7\n\n" + v1, 200, v1,
       "line of the response head without a carriage return"},
      {"one_line_feed", start + "X-A: a\n" + body7, 200, v1,
       "line of the response head without a carriage return", true, "a"},
      {"large_value", start + "X-B: " + std::string(60'000, 'b') + "\r\n" + body7, 200, v1},
  };
}

std::vector<Row> framingRows() {
  const std::string both = start + chunked_field + "Content-Length: 5\r\n\r\n" + chunks;
  return {
      {"length_twice", start + "Content-Length: 7\r\n" + body7, 200, v1},
      lengthRow("length_list", " 7, 7"),
      lengthRow("length_zeros", " 007"),
      lengthRow("length_blank", " 7 "),
      {"length_conflict", start + "Content-Length: 5\r\n" + body7, 0, "conflicting Content-Length"},
      lengthRow("length_plus", " +7", "malformed Content-Length"),
      lengthRow("length_minus", " -7", "malformed Content-Length"),
      lengthRow("length_empty", "", "malformed Content-Length"),
      lengthRow("length_comma", " 7,", "malformed Content-Length"),
      {"chunked_twice", start + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunks, 0,
       "unsupported Transfer-Encoding"},
      {"chunked_in_two_lines", start + chunked_field + chunked_field + "\r\n" + chunks, 0,
       "unsupported Transfer-Encoding"},
      {"gzip_chunked", start + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunks, 0,
       "unsupported Transfer-Encoding"},
      {"chunked_and_length", both, 200, v1, "both Content-Length and Transfer-Encoding", false},
      {"identity", start + "Transfer-Encoding: identity\r\n" + body7, 200, v1,
       "Transfer-Encoding: identity"},
      {"chunked_case", start + "Transfer-Encoding: Chunked\r\n\r\n" + chunks, 200, v1},
      {"chunked_http10", "HTTP/1.0 200 OK\r\n" + chunked_field + "\r\n" + chunks, 200, v1,
       "Transfer-Encoding in an HTTP/1.0 response", false},
      {"chunk_extension",
       start + chunked_field + "\r\n7;a=\"b\"\r\n" + v1 + "\r\n0;x\r\nT: 1\r\n\r\n", 200, v1},
      {"chunk_blanks", start + chunked_field + "\r\n7  \r\n" + v1 + "\r\n0\r\n\r\n", 200, v1},
      {"chunk_line_feeds", start + chunked_field + "\r\n7\n" + v1 + "\n0\n\n", 0,
       "malformed chunk"},
      {"chunk_size_line_feed", start + chunked_field + "\r\n7\n" + v1 + "\r\n0\r\n\r\n", 200, v1,
       "malformed chunk"},
      {"trailer_line_feed", start + chunked_field + "\r\n7\r\n" + v1 + "\r\n0\r\nT: 1\n\r\n", 200,
       v1, "malformed trailer"},
      {"chunk_hex", start + chunked_field + "\r\n0x7\r\n" + v1 + "\r\n0\r\n\r\n", 0,
       "malformed chunk"},
      {"no_last_chunk", start + chunked_field + "\r\n7\r\n" + v1 + "\r\n", 0,
       "connection closed inside the response body"},
      {"no_end_of_last_chunk", start + chunked_field + "\r\n7\r\n" + v1 + "\r\n0", 0,
       "connection closed inside the response body"},
      {"cut_short", start + "Content-Length: 70\r\n\r\n" + v1, 0,
       "connection closed inside the response body"},
      {"longer_than_declared", start + "Content-Length: 5\r\n\r\n" + v1, 200,
       "{\"v\":", "bytes behind the response", false},
      {"no_length", start + "\r\n" + v1, 200, v1, "", false},
      {"no_content", "HTTP/1.1 204 No\r\nContent-Length: 7\r\n\r\n", 204},
      {"no_content_chunked", "HTTP/1.1 204 No\r\n" + chunked_field + "\r\n", 204},
      {"not_modified", "HTTP/1.1 304 No\r\nContent-Length: 7\r\n\r\n", 304},
      {"reset_content", "HTTP/1.1 205 Reset\r\n" + body7, 205, v1},
      {"interim", "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\nLink: x\r\n\r\n" + start + body7, 200,
       v1},
      {"head", start + "Content-Length: 7\r\n\r\n", 200, "", "", true, "", true},
      {"body_to_head", start + body7, 200, "", "the server sent a body to HEAD", false, "", true},
  };
}

std::vector<Row> statusRows() {
  return {
      statusRow("no_reason", "HTTP/1.1 200", 200),
      statusRow("blank_reason", "HTTP/1.1 200 ", 200),
      statusRow("status_999", "HTTP/1.1 999 X", 999),
      statusRow("status_600", "HTTP/1.1 600 X", 600),
      statusRow("version_12", "HTTP/1.2 200 OK", 200),
      statusRow("status_20", "HTTP/1.1 20 OK", 0, "malformed status line"),
      statusRow("status_99", "HTTP/1.1 99 OK", 0, "malformed status line"),
      statusRow("version_20", "HTTP/2.0 200 OK", 0, "not an HTTP/1 response"),
      statusRow("lower_case", "http/1.1 200 OK", 0, "not an HTTP/1 response"),
      statusRow("icy", "ICY 200 OK", 0, "not an HTTP/1 response"),
      statusRow("empty_line_first", "\r\nHTTP/1.1 200 OK", 0, "not an HTTP/1 response"),
  };
}

class ValidationPolicyTest : public ::testing::TestWithParam<Row> {};

TEST_P(ValidationPolicyTest, ReadsWhatGoodClientsRead) {
  const Row& row = GetParam();
  const Reading reading = readingBy(ValidationPolicy{}, row.text, row.head);
  ASSERT_EQ(reading.complete, row.status != 0) << reading.error;
  EXPECT_EQ(reading.status, row.status);
  EXPECT_EQ(reading.complete ? reading.body : reading.error, row.answer);
  if (!reading.complete) return;
  EXPECT_EQ(reading.keep_alive, row.kept);
  for (const auto& [name, value] : reading.fields) {
    EXPECT_TRUE(name != "X-A" || value == row.value) << value;
  }
}

TEST_P(ValidationPolicyTest, RefusesStrictlyWhatBreaksARule) {
  const Row& row = GetParam();
  const Reading reading = readingBy(ValidationPolicy::strict(), row.text, row.head);
  if (row.strictly.empty()) {
    EXPECT_EQ(reading, readingBy(ValidationPolicy{}, row.text, row.head));
  } else {
    EXPECT_FALSE(reading.complete);
    EXPECT_EQ(reading.error, row.strictly);
  }
}

std::string nameOf(const ::testing::TestParamInfo<Row>& info) {
  return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(Fields, ValidationPolicyTest, ::testing::ValuesIn(fieldRows()), nameOf);
INSTANTIATE_TEST_SUITE_P(Framing, ValidationPolicyTest, ::testing::ValuesIn(framingRows()), nameOf);
INSTANTIATE_TEST_SUITE_P(Status, ValidationPolicyTest, ::testing::ValuesIn(statusRows()), nameOf);

TEST(ValidationPolicyFoldTest, AFoldedHeadIsBoundedAsReceived) {
  HeadReader heads(ResponseLimits{.max_head_bytes = 1000});
  const std::string blanks = "X-A: a\r\n" + std::string(2000, ' ') + "b\r\n";
  const Reading reading = readingOf(start + blanks + body7, 1 << 20, heads, false);
  EXPECT_EQ(reading.error, "response head beyond the limit");
}

}  // namespace
}  // namespace hrp::http
