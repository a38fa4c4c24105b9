#include "http/http1/response_parser.hpp"

#include <gtest/gtest.h>

#include <map>

#include "hrp/base/random.hpp"

namespace hrp::http {
namespace {

using Status = ResponseParser::Status;

constexpr ResponseLimits kSmallLimits{.max_body_bytes = 1000, .max_head_bytes = 2000};

struct Parsed {
  Status status = Status::kNeedMore;
  int code = 0;
  int minor = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;
  bool keep_alive = false;
  bool truncated = false;
  std::string error;
  friend bool operator==(const Parsed&, const Parsed&) = default;
};

Parsed collect(const ResponseParser& parser, Status status) {
  Parsed parsed;
  parsed.status = status;
  parsed.truncated = parser.truncated();
  parsed.error = parser.error();
  if (status != Status::kComplete) return parsed;
  parsed.code = parser.response().status;
  parsed.minor = parser.response().version_minor;
  parsed.body = parser.response().body;
  parsed.keep_alive = parser.keepAlive();
  for (const HeaderField& field : parser.response().headers) {
    parsed.fields.emplace_back(field.name, field.value);
  }
  return parsed;
}

// Feeds pieces of `step` bytes, each from memory that is gone afterwards, then the end.
Parsed parseInSteps(std::string_view text, std::size_t step, bool head_method, HeadReader& heads) {
  ResponseParser parser(heads);
  parser.reset({.no_body = head_method});
  std::string piece;
  Status status = Status::kNeedMore;
  for (std::size_t at = 0; at < text.size() && status == Status::kNeedMore; at += step) {
    piece.assign(piece.size(), '#');  // what the views of the last piece would show
    piece = text.substr(at, step);
    status = parser.feed(piece);
  }
  if (status == Status::kNeedMore) status = parser.finish();
  return collect(parser, status);
}

Parsed parseInSteps(std::string_view text, std::size_t step, bool head_method = false) {
  HeadReader heads(kSmallLimits);
  return parseInSteps(text, step, head_method, heads);
}

Parsed parseWhole(std::string_view text, bool head_method = false) {
  return parseInSteps(text, std::max<std::size_t>(text.size(), 1), head_method);
}

struct ResponseCase {
  std::string name;
  std::string text;
  Status status;
  int code = 0;
  std::string body = {};
  bool keep_alive = true;
  std::string error = {};
  bool head_method = false;
};

constexpr auto kComplete = Status::kComplete;
constexpr auto kFailed = Status::kFailed;
const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

std::vector<ResponseCase> wellFormed() {
  return {
      {"length", ok + "Content-Length: 5\r\n\r\nhello", kComplete, 200, "hello"},
      {"empty", ok + "Content-Length: 0\r\n\r\n", kComplete, 200, ""},
      {"no_reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", kComplete, 200, ""},
      {"blank_reason", "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n", kComplete, 404, ""},
      {"bare_lf", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", kComplete, 200, "hi"},
      {"name_case", ok + "CONTENT-LENGTH:2\r\n\r\nhi", kComplete, 200, "hi"},
      {"equal_lengths", ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", kComplete, 200,
       "hi"},
      {"length_list", ok + "Content-Length: 2, 2\r\n\r\nhi", kComplete, 200, "hi"},
      {"until_close", ok + "\r\nall of it", kComplete, 200, "all of it", false},
      {"http10", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", kComplete, 200, "hi", false},
      {"http10_keep", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi",
       kComplete, 200, "hi", true},
      {"close", ok + "Connection: close\r\nContent-Length: 2\r\n\r\nhi", kComplete, 200, "hi",
       false},
      {"close_in_list", ok + "Connection: x, Close\r\nContent-Length: 2\r\n\r\nhi", kComplete, 200,
       "hi", false},
      {"head", ok + "Content-Length: 99\r\n\r\n", kComplete, 200, "", true, "", true},
      {"head_chunked", chunked, kComplete, 200, "", true, "", true},
      {"no_content", "HTTP/1.1 204 No\r\nContent-Length: 9\r\n\r\n", kComplete, 204, ""},
      {"not_modified", "HTTP/1.1 304 No\r\n\r\n", kComplete, 304, ""},
      {"interim",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + ok +
           "Content-Length: 2\r\n\r\nhi",
       kComplete, 200, "hi"},
      {"chunked", chunked + "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n", kComplete, 200, "hello!"},
      {"chunked_upper", chunked + "00A\r\n0123456789\r\n0\r\n\r\n", kComplete, 200, "0123456789"},
      {"trailers", chunked + "1\r\na\r\n0\r\nX: y\r\nZ: w\r\n\r\n", kComplete, 200, "a"},
      {"chunked_and_length",
       ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
            "1\r\na\r\n0\r\n\r\n",
       kComplete, 200, "a", false},
      {"identity", ok + "Transfer-Encoding: identity\r\nContent-Length: 1\r\n\r\na", kComplete, 200,
       "a"},
      {"tab_and_high_bytes", ok + "X:\t a\tb\xe4 \r\nContent-Length: 0\r\n\r\n", kComplete, 200,
       ""},
  };
}

std::vector<ResponseCase> malformed() {
  return {
      {"garbage", "SSH-2.0-OpenSSH\r\n", kFailed, 0, "", true, "not an HTTP/1 response"},
      {"http2", "HTTP/2 200 OK\r\n\r\n", kFailed, 0, "", true, "not an HTTP/1 response"},
      {"bad_status", "HTTP/1.1 2x0 OK\r\n\r\n", kFailed, 0, "", true, "malformed status line"},
      {"long_status", "HTTP/1.1 2000 OK\r\n\r\n", kFailed, 0, "", true, "malformed status line"},
      {"low_status", "HTTP/1.1 099 OK\r\n\r\n", kFailed, 0, "", true, "malformed status line"},
      {"no_colon", ok + "nothing\r\n\r\n", kFailed, 0, "", true, "malformed header line"},
      {"no_name", ok + ": x\r\n\r\n", kFailed, 0, "", true, "malformed header line"},
      {"nul", ok + std::string("A: x\0y\r\n\r\n", 10), kFailed, 0, "", true,
       "malformed header line"},
      {"bare_cr", ok + "A: x\ry\r\n\r\n", kFailed, 0, "", true, "malformed header line"},
      {"length_conflict", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi", kFailed, 0, "",
       true, "conflicting Content-Length"},
      {"length_sign", ok + "Content-Length: +2\r\n\r\nhi", kFailed, 0, "", true,
       "malformed Content-Length"},
      {"length_overflow", ok + "Content-Length: 99999999999999999999\r\n\r\n", kFailed, 0, "", true,
       "malformed Content-Length"},
      {"length_empty", ok + "Content-Length:\r\n\r\n", kFailed, 0, "", true,
       "malformed Content-Length"},
      {"too_long", ok + "Content-Length: 1001\r\n\r\n", kFailed, 0, "", true,
       "response body beyond the limit of 1000 bytes"},
      {"gzip_coding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", kFailed, 0, "", true,
       "unsupported Transfer-Encoding"},
      {"chunk_overflow", chunked + "fffffffffffffffff\r\n", kFailed, 0, "", true,
       "malformed chunk"},
      {"chunk_too_long", chunked + "3e9\r\n", kFailed, 0, "", true,
       "response body beyond the limit of 1000 bytes"},
      {"chunk_no_size", chunked + "\r\n", kFailed, 0, "", true, "malformed chunk"},
      {"chunk_no_end", chunked + "1\r\nab\r\n", kFailed, 0, "", true, "malformed chunk"},
      {"chunk_negative", chunked + "-1\r\n", kFailed, 0, "", true, "malformed chunk"},
      {"upgrade", "HTTP/1.1 101 Switching\r\n\r\n", kFailed, 0, "", true,
       "unexpected 101 Switching Protocols"},
      {"head_flood", ok + "X: " + std::string(3000, 'a') + "\r\n\r\n", kFailed, 0, "", true,
       "response head beyond the limit"},
      {"end_nothing", "", kFailed, 0, "", true, "connection closed before the response"},
      {"end_head", ok + "Content-", kFailed, 0, "", true,
       "connection closed inside the response head"},
      {"end_body", ok + "Content-Length: 5\r\n\r\nhel", kFailed, 0, "", true,
       "connection closed inside the response body"},
      {"end_chunk", chunked + "5\r\nhel", kFailed, 0, "", true,
       "connection closed inside the response body"},
  };
}

const std::vector<ResponseCase>& cases() {
  static const std::vector<ResponseCase> all = [] {
    std::vector<ResponseCase> both = wellFormed();
    const std::vector<ResponseCase> second = malformed();
    both.insert(both.end(), second.begin(), second.end());
    return both;
  }();
  return all;
}

class ResponseParserTableTest : public ::testing::TestWithParam<ResponseCase> {};

TEST_P(ResponseParserTableTest, ParsesTheSameInPiecesOfAnySize) {
  const ResponseCase& expected = GetParam();
  const Parsed whole = parseWhole(expected.text, expected.head_method);
  EXPECT_EQ(whole.status, expected.status) << whole.error;
  EXPECT_EQ(whole.error, expected.error);
  if (expected.status == Status::kComplete) {
    EXPECT_EQ(whole.code, expected.code);
    EXPECT_EQ(whole.body, expected.body);
    EXPECT_EQ(whole.keep_alive, expected.keep_alive);
  }
  for (const std::size_t step : {1, 2, 3, 7, 16, 31}) {
    EXPECT_EQ(parseInSteps(expected.text, step, expected.head_method), whole) << "step " << step;
  }
  HeadReader heads(kSmallLimits);
  for (const std::size_t step : {1000, 1000, 40, 40}) {  // by a reader that knows the head
    EXPECT_EQ(parseInSteps(expected.text, step, expected.head_method, heads), whole);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ResponseParserTableTest, ::testing::ValuesIn(cases()),
                         [](const auto& at) { return at.param.name; });

TEST(ResponseParserTest, KeepsFieldsInOrderAndTrimsValues) {
  const Parsed parsed = parseInSteps(
      "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-Empty:\r\nSet-Cookie: \t b=2 \t\r\n"
      "Content-Length: 1\r\n\r\nz",
      60);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"Set-Cookie", "a=1"}, {"X-Empty", ""}, {"Set-Cookie", "b=2"}, {"Content-Length", "1"}};
  EXPECT_EQ(parsed.fields, expected);
}

// The fields of a head that breaks off were counted twice: once before, once with the rest.
TEST(ResponseParserTest, TellsWhichFieldsTheResponseHasNot) {
  HeadReader heads({});
  ResponseParser parser(heads);
  for (const auto& [fields, cookies, coded] :
       {std::tuple("", false, false), std::tuple("Set-Cookie: a=b\r\n", true, false),
        std::tuple("content-encoding: gzip\r\n", false, true),
        std::tuple("SET-COOKIE: a=b\r\nContent-Encoding: br\r\n", true, true)}) {
    parser.reset({});
    ASSERT_EQ(parser.feed("HTTP/1.1 100 Continue\r\nSet-Cookie: no=1\r\n\r\n"), Status::kNeedMore);
    const std::string head = std::string("HTTP/1.1 204 No Content\r\n") + fields + "\r\n";
    ASSERT_EQ(parser.feed(head), Status::kComplete);
    EXPECT_EQ(parser.response().may_set_cookies, cookies);
    EXPECT_EQ(parser.response().may_be_coded, coded);
  }
}

TEST(ResponseParserTest, AHeadMayBreakOffAnywhere) {
  const std::string text = ok + "Transfer-Encoding: chunked\r\nConnection: close\r\nX: y\r\n\r\n" +
                           "5\r\nhello\r\n0\r\n\r\n";
  const Parsed whole = parseWhole(text);
  ASSERT_EQ(whole.status, Status::kComplete) << whole.error;
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    EXPECT_EQ(parseInSteps(text, cut), whole) << "cut at " << cut;
  }
}

TEST(ResponseParserTest, TellsTrailingBytes) {
  HeadReader heads({});
  ResponseParser parser(heads);
  parser.reset({});
  EXPECT_EQ(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore"), Status::kComplete);
  EXPECT_EQ(parser.trailingBytes(), 4u);
}

// In one piece, in many and in chunks: only the size is kept, and any size will do.
TEST(ResponseParserTest, CountsABodyThatNobodyReads) {
  const std::string body(5000, 'x');
  const std::vector<std::string> texts{
      ok + "Content-Length: 5000\r\n\r\n" + body,
      chunked + "1388\r\n" + body + "\r\n0\r\n\r\n",
      ok + "Connection: close\r\n\r\n" + body,
  };
  for (const std::string& text : texts) {
    for (const std::size_t step : {text.size(), std::size_t{700}, std::size_t{1}}) {
      HeadReader heads({.max_body_bytes = 1000});
      ResponseParser parser(heads);
      parser.reset({.body_unread = true});
      Status status = Status::kNeedMore;
      for (std::size_t at = 0; at < text.size() && status == Status::kNeedMore; at += step) {
        status = parser.feed(std::string_view(text).substr(at, step));
      }
      if (status == Status::kNeedMore) status = parser.finish();
      ASSERT_EQ(status, Status::kComplete) << parser.error();
      EXPECT_EQ(parser.response().body_bytes, 5000u);
    }
  }
}

// Its size is that of what it decodes to.
TEST(ResponseParserTest, KeepsAnUnreadBodyThatHasACoding) {
  HeadReader heads({.max_body_bytes = 1000});
  ResponseParser parser(heads);
  parser.reset({.body_unread = true});
  EXPECT_EQ(parser.feed(ok + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nab"),
            Status::kNeedMore);
  EXPECT_EQ(parser.feed("cd"), Status::kComplete);
  EXPECT_EQ(parser.response().body, "abcd");
  parser.reset({.body_unread = true});
  EXPECT_EQ(parser.feed(ok + "Content-Encoding: gzip\r\nContent-Length: 1001\r\n\r\n"),
            Status::kFailed);
}

TEST(ResponseParserTest, BoundsFieldsAndInterimResponses) {
  HeadReader heads({.max_fields = 2, .max_interim = 1});
  ResponseParser parser(heads);
  parser.reset({});
  EXPECT_EQ(parser.feed("HTTP/1.1 200 OK\r\nA:1\r\nB:1\r\nC:1\r\n\r\n"), Status::kFailed);
  EXPECT_EQ(parser.error(), "too many header lines");
  parser.reset({});
  EXPECT_EQ(parser.feed("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\n"), Status::kFailed);
  EXPECT_EQ(parser.error(), "too many 1xx responses");
}

TEST(ResponseParserTest, ServesManyResponsesInTurn) {
  HeadReader heads({});
  ResponseParser parser(heads);
  for (int i = 0; i < 3; ++i) {
    parser.reset({});
    const std::string body(static_cast<std::size_t>(i) * 40'000, 'x');
    const std::string text =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    EXPECT_EQ(parser.feed(text.substr(0, 30)), Status::kNeedMore);
    EXPECT_EQ(parser.feed(std::string_view(text).substr(30)), Status::kComplete);
    EXPECT_EQ(parser.response().body, body);
  }
}

// The body of one is not there yet when the heads of others are read.
TEST(ResponseParserTest, KeepsItsHeadWhileOthersUseTheReader) {
  HeadReader heads({});
  ResponseParser slow(heads);
  ResponseParser quick(heads);
  for (const std::size_t cut : {std::size_t{40}, std::size_t{70}}) {
    const std::string text =
        ok + "Name: first value\r\nContent-Length: 30\r\n\r\n" + std::string(30, 'x');
    slow.reset({});
    std::string piece = text.substr(0, cut);
    ASSERT_EQ(slow.feed(piece), Status::kNeedMore);
    quick.reset({});
    ASSERT_EQ(quick.feed(ok + "Other: other value\r\nContent-Length: 0\r\n\r\n"),
              Status::kComplete);
    piece.assign(piece.size(), '#');
    ASSERT_EQ(slow.feed(std::string_view(text).substr(cut)), Status::kComplete);
    ASSERT_EQ(slow.response().headers.size(), 2u);
    EXPECT_EQ(slow.response().headers[0].name, "Name");
    EXPECT_EQ(slow.response().headers[0].value, "first value");
    EXPECT_EQ(slow.response().body, std::string(30, 'x'));
  }
}

// Mutated responses must give the same verdict however they are cut, and never break a bound.
TEST(ResponseParserTest, MutationsGiveOneVerdictHoweverCut) {
  base::Random random(20'260'101);
  HeadReader heads(kSmallLimits);  // remembers heads of other rounds
  for (int round = 0; round < 20'000; ++round) {
    std::string text = cases()[random.below(cases().size())].text;
    for (std::uint64_t edits = 1 + random.below(4); edits > 0 && !text.empty(); --edits) {
      const auto at = static_cast<std::size_t>(random.below(text.size()));
      switch (random.below(4)) {
        case 0:
          text[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          text.erase(at, 1 + random.below(4));
          break;
        case 2:
          text.insert(at, 1, "\r\n:0f;, \t"[random.below(9)]);
          break;
        default:
          text.insert(at, text.substr(static_cast<std::size_t>(random.below(text.size())), 12));
          break;
      }
    }
    const Parsed whole = parseWhole(text);
    ASSERT_EQ(parseInSteps(text, 1000, false, heads), parseInSteps(text, 1000)) << text;
    const Parsed cut = parseInSteps(text, 1 + static_cast<std::size_t>(random.below(9)));
    ASSERT_EQ(whole.status, cut.status) << text;
    if (whole.status == Status::kComplete) {
      ASSERT_EQ(whole, cut) << text;
      ASSERT_LE(whole.body.size(), 1000u);
    } else {
      ASSERT_FALSE(whole.error.empty());
    }
  }
}

}  // namespace
}  // namespace hrp::http
