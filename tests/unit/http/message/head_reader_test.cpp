#include "http/message/head_reader.hpp"

#include <gtest/gtest.h>

namespace hrp::http {
namespace {

using ReadStatus = HeadReader::Status;

bool liesIn(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() <= whole.data() + whole.size();
}

std::string numbered(int number) {
  return "HTTP/1.1 200 OK\r\nX-Request-Id: " + std::to_string(1000 + number) + "\r\n\r\n";
}

class HeadReaderTest : public ::testing::Test {
 protected:
  // Whether the head that `data` begins with was remembered and not read again.
  bool remembered(std::string_view data) {
    EXPECT_EQ(reader_.read(data), ReadStatus::kComplete);
    return !liesIn(reader_.head().text, data);
  }

  HeadReader reader_{ResponseLimits{}};
};

TEST_F(HeadReaderTest, SaysWhatFramesTheMessage) {
  ASSERT_EQ(reader_.read("HTTP/1.0 404 No\r\nConnection: keep-alive, close\r\nContent-Length: 7\r\n"
                         "Content-Encoding: br\r\nSet-Cookie: a=b\r\n\r\n{}"),
            ReadStatus::kComplete);
  const ResponseHead& head = reader_.head();
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.version_minor, 0);
  EXPECT_EQ(head.fields.size(), 4u);
  EXPECT_TRUE(head.text.ends_with("a=b\r\n\r\n"));
  EXPECT_TRUE(head.keep_alive && head.close_asked);
  EXPECT_TRUE(head.has_length && head.coded && head.cookies);
  EXPECT_FALSE(head.chunked);
  EXPECT_EQ(head.length, 7u);
}

TEST_F(HeadReaderTest, AHeadThatComesAgainSaysTheSame) {
  const std::string first = "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello";
  const std::string again = "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nworld";
  EXPECT_FALSE(remembered(first));
  EXPECT_TRUE(remembered(again));
  const ResponseHead& head = reader_.head();
  EXPECT_EQ(head.text.size(), first.size() - 5);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.length, 5u);
  EXPECT_TRUE(head.has_length && head.keep_alive);
  ASSERT_EQ(head.fields.size(), 2u);
  EXPECT_EQ(head.fields[0].name, "Server");
  EXPECT_EQ(head.fields[1].value, "5");
}

// All of one size, so each takes the place of the one before.
TEST_F(HeadReaderTest, AHeadThatDiffersInOneByteIsReadItself) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(remembered(numbered(i)));
    EXPECT_TRUE(remembered(numbered(i)));
    EXPECT_EQ(reader_.head().fields[0].value, std::to_string(1000 + i));
  }
  EXPECT_FALSE(remembered("HTTP/1.1 200 OK\r\nX-Request-Id: 1002\r\nA: b\r\n\r\n"));
}

TEST_F(HeadReaderTest, HeadsOfSeveralSizesAreRememberedSideBySide) {
  const std::string small = "HTTP/1.1 200 OK\r\n\r\n";
  const std::string large = "HTTP/1.1 200 OK\r\nX: y\r\n\r\n";
  EXPECT_FALSE(remembered(small));
  EXPECT_FALSE(remembered(large));
  EXPECT_TRUE(remembered(small));
  EXPECT_TRUE(remembered(large));
}

TEST_F(HeadReaderTest, ReadsWhatIsTooLargeToRememberEachTime) {
  const std::string large = "HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x') + "\r\n\r\n";
  EXPECT_FALSE(remembered(large));
  EXPECT_FALSE(remembered(large));
}

// A server that sends an id with each response would only make it copy heads in vain.
TEST_F(HeadReaderTest, StopsRememberingHeadsThatNeverRepeat) {
  int number = 0;
  for (; number < 500; ++number) EXPECT_FALSE(remembered(numbered(number)));
  EXPECT_FALSE(remembered(numbered(number)));
  EXPECT_FALSE(remembered(numbered(number)));
  // It tries now and then, and sees when the server has changed its ways.
  int tries = 0;
  while (!remembered(numbered(number)) && tries < 1000) ++tries;
  EXPECT_LT(tries, 200);
  EXPECT_TRUE(remembered(numbered(number)));
}

TEST_F(HeadReaderTest, AFailureIsNotRemembered) {
  const std::string wrong = "HTTP/1.1 200 OK\r\nA b\r\n\r\n";
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(reader_.read(wrong), ReadStatus::kFailed);
    EXPECT_EQ(reader_.error(), "malformed header line");
  }
  EXPECT_EQ(reader_.read("HTTP/1.1 200 OK\r\nA: b\r\n"), ReadStatus::kNeedMore);
  EXPECT_EQ(reader_.read("HTTP/1.1 200 OK\r\nA: b\r\n"), ReadStatus::kNeedMore);
}

TEST_F(HeadReaderTest, JudgesAHeadThatComesInPieces) {
  EXPECT_EQ(reader_.readPartial("HTT"), ReadStatus::kNeedMore);
  EXPECT_EQ(reader_.readPartial("HTX"), ReadStatus::kFailed);
  EXPECT_EQ(reader_.error(), "not an HTTP/1 response");
  EXPECT_EQ(reader_.readPartial("HTTP/1.1 200 OK\r\nX: " + std::string(65 << 10, 'x')),
            ReadStatus::kFailed);
  EXPECT_EQ(reader_.error(), "response head beyond the limit");
  EXPECT_EQ(reader_.readWhole("HTTP/1.1 200 OK\r\nX: y\r\n\r\n"), ReadStatus::kComplete);
  EXPECT_EQ(reader_.readWhole("HTTP/1.1 200 OK\r\nX: y\r\n"), ReadStatus::kFailed);
}

TEST_F(HeadReaderTest, ACopyHoldsTheTextAndTheFields) {
  const std::string text = "HTTP/1.1 200 OK\r\nName: value\r\n\r\n";
  ASSERT_EQ(reader_.read(text), ReadStatus::kComplete);
  ResponseHead head = reader_.head();
  HeadCopy copy;
  for (int i = 0; i < 2; ++i) {  // the second time it lies there already
    copy.keep(head);
    EXPECT_EQ(head.text, text);
    EXPECT_EQ(head.text.data(), copy.text.data());
    ASSERT_EQ(head.fields.size(), 1u);
    const HeaderField field = head.fields[0];
    EXPECT_TRUE(liesIn(field.name, copy.text) && liesIn(field.value, copy.text));
    EXPECT_EQ(field.name, "Name");
    EXPECT_EQ(field.value, "value");
  }
}

}  // namespace
}  // namespace hrp::http
