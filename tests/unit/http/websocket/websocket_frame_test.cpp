#include "http/websocket/websocket_frame.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "hrp/http/websocket.hpp"

namespace hrp::http {
namespace {

using namespace std::string_literals;
using Event = FrameDecoder::Event;

std::string unmasked(unsigned first, const std::string& payload) {
  std::string out(1, static_cast<char>(first));
  if (payload.size() < 126) {
    out += static_cast<char>(payload.size());
  } else if (payload.size() <= 0xFFFF) {
    out += {126, static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size())};
  } else {
    out += 127;
    for (int shift = 56; shift >= 0; shift -= 8) {
      out += static_cast<char>(payload.size() >> shift & 0xFF);
    }
  }
  return out + payload;
}

// Everything that `bytes` decode to, fed in pieces of `piece` bytes.
std::vector<std::pair<Event, std::string>> decodeAll(const std::string& bytes, std::size_t piece,
                                                     std::uint64_t limit = 1 << 20) {
  FrameDecoder decoder(limit);
  std::vector<std::pair<Event, std::string>> events;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::string copy = bytes.substr(at, piece);
    std::string_view data = copy;
    while (!data.empty()) {
      const Event event = decoder.next(data);
      if (event == Event::kNeedMore) {
        EXPECT_TRUE(data.empty());
        continue;
      }
      const bool failed = event == Event::kFailed;
      events.emplace_back(event, failed ? decoder.error() : decoder.payload());
      if (failed) return events;
    }
  }
  EXPECT_FALSE(decoder.incomplete());
  return events;
}

TEST(WebSocketFrameTest, AClientFrameIsMaskedAsInTheRfc) {
  std::string out;
  appendFrame(out, Opcode::kText, "Hello", 0x3d21fa37);  // the key 37 fa 21 3d of section 5.7
  EXPECT_EQ(out, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
}

TEST(WebSocketFrameTest, LengthsHaveTheirShortestForm) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U}) {
    const std::string payload(size, 'x');
    std::string out;
    appendFrame(out, Opcode::kBinary, payload, 0);
    // Without its mask the frame is what a server would send.
    const std::size_t extra = size < 126 ? 0 : size <= 65535 ? 2 : 8;
    EXPECT_EQ(static_cast<unsigned char>(out[1]) & 0x80U, 0x80U);
    out[1] = static_cast<char>(out[1] & 0x7F);
    out.erase(2 + extra, 4);
    EXPECT_EQ(out, unmasked(0x82, payload)) << size;
    const auto events = decodeAll(out, out.size());
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].second, payload);
  }
}

TEST(WebSocketFrameTest, DecodesTheSameInPiecesOfAnySize) {
  const std::string bytes = unmasked(0x81, "caf\xc3\xa9") + unmasked(0x02, "one ") +
                            unmasked(0x89, "ping") + unmasked(0x00, "") + unmasked(0x8A, "pong") +
                            unmasked(0x80, "two") + unmasked(0x82, std::string(70000, 'b')) +
                            unmasked(0x81, "") +
                            unmasked(0x88,
                                     "\x03\xe8"
                                     "bye");
  const std::vector<std::pair<Event, std::string>> expected{
      {Event::kText, "caf\xc3\xa9"},
      {Event::kPing, "ping"},
      {Event::kPong, "pong"},
      {Event::kBinary, "one two"},
      {Event::kBinary, std::string(70000, 'b')},
      {Event::kText, ""},
      {Event::kClose, "bye"}};
  for (const std::size_t piece : {1UL, 2UL, 3UL, 7UL, 1000UL, bytes.size()}) {
    EXPECT_EQ(decodeAll(bytes, piece), expected) << piece;
  }
}

TEST(WebSocketFrameTest, TellsTheCloseStatus) {
  FrameDecoder decoder(100);
  const std::string bytes = unmasked(0x88,
                                     "\x0f\xa0"
                                     "own");
  std::string_view data = bytes;
  EXPECT_EQ(decoder.next(data), Event::kClose);
  EXPECT_EQ(decoder.closeStatus(), 4000);
  FrameDecoder other(100);
  const std::string empty = unmasked(0x88, "");
  data = empty;
  EXPECT_EQ(other.next(data), Event::kClose);
  EXPECT_EQ(other.closeStatus(), kCloseNoStatus);
}

struct Refused {
  std::string bytes;
  std::string error;
  int code;
};

class RefusedFrameTest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedFrameTest, EndsTheDecodingWithItsCode) {
  for (std::size_t piece = 1; piece <= GetParam().bytes.size(); ++piece) {
    const auto events = decodeAll(GetParam().bytes, piece, 1000);
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.back().first, Event::kFailed);
    EXPECT_EQ(events.back().second, GetParam().error);
  }
  FrameDecoder decoder(1000);
  std::string_view data = GetParam().bytes;
  Event event = Event::kNeedMore;
  while (!data.empty() && event != Event::kFailed) event = decoder.next(data);
  EXPECT_EQ(decoder.closeCode(), GetParam().code);
  EXPECT_EQ(decoder.next(data), Event::kFailed);
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedFrameTest,
    ::testing::Values(
        Refused{"\xc1\x02hi", "websocket: reserved bits are set", 1002},
        Refused{"\x81\x82"
                "1234hi",
                "websocket: the server's frame is masked", 1002},
        Refused{"\x83\x02hi", "websocket: unknown opcode", 1002},
        Refused{"\x8b\x02hi", "websocket: unknown opcode", 1002},
        Refused{"\x81\x7e\x00\x02hi"s, "websocket: malformed frame length", 1002},
        Refused{"\x81\x7f\x00\x00\x00\x00\x00\x00\x00\x02hi"s, "websocket: malformed frame length",
                1002},
        Refused{"\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00"s, "websocket: malformed frame length",
                1002},
        Refused{"\x80\x02hi", "websocket: continuation of no message", 1002},
        Refused{"\x01\x02hi\x81\x02hi", "websocket: a message begins inside another", 1002},
        Refused{"\x09\x02hi", "websocket: fragmented control frame", 1002},
        Refused{"\x89\x7e\x00\x7e"s, "websocket: control frame is too long", 1002},
        Refused{"\x82\x7e\x03\xe9"s, "websocket: message beyond the limit", 1009},
        Refused{"\x82\x7f\x00\x00\x01\x00\x00\x00\x00\x00"s, "websocket: message beyond the limit",
                1009},
        Refused{unmasked(0x02, std::string(900, 'x')) + unmasked(0x80, std::string(101, 'x')),
                "websocket: message beyond the limit", 1009},
        Refused{"\x81\x02\xc3\x28", "websocket: text that is not UTF-8", 1007},
        Refused{unmasked(0x01, "\xc3") + unmasked(0x80, "\x28"),
                "websocket: text that is not UTF-8", 1007},
        Refused{"\x88\x01\x03", "websocket: malformed close frame", 1002},
        Refused{"\x88\x02\x03\xed", "websocket: invalid close code", 1002},
        Refused{"\x88\x02\x00\x00"s, "websocket: invalid close code", 1002},
        Refused{"\x88\x04\x03\xe8\xc3\x28", "websocket: close reason that is not UTF-8", 1007}));

TEST(WebSocketFrameTest, KnowsUtf8) {
  for (const char* good :
       {"", "plain ascii of some length", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
        "\xed\x9f\xbf", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf", "12345678\xc2\x80"}) {
    EXPECT_TRUE(isUtf8(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "abc\xe2\x82", "12345678\xc3"}) {
    EXPECT_FALSE(isUtf8(bad)) << bad;
  }
}

TEST(WebSocketFrameTest, ACloseReasonIsCutBetweenCharacters) {
  EXPECT_EQ(closePayload(1000, "bye"),
            "\x03\xe8"
            "bye");
  std::string reason;
  for (int i = 0; i < 100; ++i) reason += "\xc3\xa9";
  const std::string payload = closePayload(1001, reason);
  EXPECT_LE(payload.size(), kMaxControlPayload);
  EXPECT_TRUE(isUtf8(payload.substr(2)));
}

}  // namespace
}  // namespace hrp::http
