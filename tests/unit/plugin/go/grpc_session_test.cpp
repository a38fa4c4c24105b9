#include "plugin/go/grpc_session.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "support/plugins/grpc_peer.hpp"

namespace hrp::plugin {
namespace {

using hrp::testing::GrpcPeer;

// A session and its peer in one process; what they say goes to and fro in pieces.
class GrpcSessionTest : public ::testing::Test, public GrpcEvents {
 protected:
  void onMessage(std::int32_t call, std::string_view message) override {
    messages_[call].emplace_back(message);
    if (call == cancel_at_message_) session_->cancel(call);
  }
  void onEnd(std::int32_t call, const GrpcStatus& status) override {
    ends_[call] = status.good() ? "good" : std::to_string(status.code) + " " + status.message;
  }
  // Until neither has anything to say.
  void talk(std::size_t piece = 1 << 20) {
    while (true) {
      std::string out;
      EXPECT_TRUE(session_->takeOutput(out, 1 << 20));
      EXPECT_TRUE(peer_.receive(out));
      const std::string back = peer_.output();
      for (std::size_t at = 0; at < back.size(); at += piece) {
        const auto received = session_->receive(std::string_view(back).substr(at, piece));
        if (!received) problem_ = received.error().message;
      }
      if (out.empty() && back.empty()) return;
    }
  }
  std::int32_t start(std::string_view message = "ask") { return session_->start("/s/M", message); }

  std::vector<GrpcPeer::Ask> asked_;
  std::function<void(const GrpcPeer::Ask&)> answer_ = [](const GrpcPeer::Ask&) {};
  GrpcPeer peer_{[this](GrpcPeer&, const GrpcPeer::Ask& ask) {
    asked_.push_back(ask);
    answer_(ask);
  }};
  std::map<std::int32_t, std::vector<std::string>> messages_;
  std::map<std::int32_t, std::string> ends_;
  std::int32_t cancel_at_message_ = 0;
  std::string problem_;
  std::unique_ptr<GrpcSession> session_ = std::make_unique<GrpcSession>(*this);
};

TEST_F(GrpcSessionTest, ACallIsAskedAndAnswered) {
  answer_ = [this](const GrpcPeer::Ask& ask) {
    peer_.send(ask.stream, "to " + ask.message);
    peer_.end(ask.stream);
  };
  const std::int32_t call = start("me");
  EXPECT_EQ(session_->calls(), 1U);
  talk();
  ASSERT_EQ(asked_.size(), 1U);
  EXPECT_EQ(asked_[0].path, "/s/M");
  EXPECT_EQ(asked_[0].message, "me");
  EXPECT_EQ(messages_[call], (std::vector<std::string>{"to me"}));
  EXPECT_EQ(ends_[call], "good");
  EXPECT_EQ(session_->calls(), 0U);
  EXPECT_FALSE(session_->wantsToSend());
}

TEST_F(GrpcSessionTest, ManyCallsAreUnderWayAndAnsweredInAnyOrder) {
  for (int i = 0; i < 500; ++i) EXPECT_EQ(start(std::to_string(i)), 2 * i + 1);
  talk();
  ASSERT_EQ(asked_.size(), 500U);
  EXPECT_TRUE(ends_.empty());
  for (auto ask = asked_.rbegin(); ask != asked_.rend(); ++ask) {
    peer_.send(ask->stream, ask->message);
    peer_.end(ask->stream);
  }
  talk(7);
  for (int i = 0; i < 500; ++i) {
    EXPECT_EQ(messages_[2 * i + 1], (std::vector<std::string>{std::to_string(i)}));
    EXPECT_EQ(ends_[2 * i + 1], "good");
  }
}

TEST_F(GrpcSessionTest, LargeMessagesPassBothWays) {
  answer_ = [this](const GrpcPeer::Ask& ask) {
    peer_.send(ask.stream, ask.message);
    peer_.end(ask.stream);
  };
  const std::string large(9 << 20, 'x');
  const std::int32_t call = start(large);
  talk();
  ASSERT_EQ(messages_[call].size(), 1U);
  EXPECT_TRUE(messages_[call][0] == large);
  EXPECT_EQ(ends_[call], "good");
}

TEST_F(GrpcSessionTest, AStreamOfMessagesComesInPieces) {
  const std::int32_t call = start("");
  talk();
  for (const char* text : {"one", "", "three"}) peer_.send(call, text);
  talk(1);
  EXPECT_EQ(messages_[call], (std::vector<std::string>{"one", "", "three"}));
  EXPECT_TRUE(ends_.empty());
}

TEST_F(GrpcSessionTest, FailuresHaveCodeAndText) {
  answer_ = [this](const GrpcPeer::Ask& ask) {
    if (ask.message == "reset") return peer_.reset(ask.stream);
    if (ask.message == "http") return peer_.answerHttp(ask.stream, "503");
    if (ask.message == "short")
      peer_.sendRaw(ask.stream, std::string("\0\0\0\0\x09"
                                            "abc",
                                            8));
    if (ask.message == "packed") peer_.sendRaw(ask.stream, std::string("\1\0\0\0\0", 5));
    if (ask.message == "huge")
      peer_.sendRaw(ask.stream, std::string("\0\xFF\xFF\xFF\xFF", 5) + "ab");
    peer_.end(ask.stream, ask.message == "status" ? 5 : 0, "no%20%C3%A4%0Aluck%2");
  };
  const std::int32_t status = start("status");
  const std::int32_t reset = start("reset");
  const std::int32_t http = start("http");
  const std::int32_t cut = start("short");
  const std::int32_t packed = start("packed");
  const std::int32_t huge = start("huge");
  talk();
  EXPECT_EQ(ends_[status], "5 no ä\nluck%2");
  EXPECT_EQ(ends_[reset], "-1 it reset the call: INTERNAL_ERROR");
  EXPECT_EQ(ends_[http], "-1 it answered with the HTTP status 503");
  EXPECT_EQ(ends_[cut], "-1 its answer is cut short");
  EXPECT_EQ(ends_[packed], "-1 its answer is compressed");
  EXPECT_EQ(ends_[huge], "-1 its answer is larger than 64 MiB");
  EXPECT_EQ(problem_, "");
}

TEST_F(GrpcSessionTest, AMessageBeyondTheBoundFailsItsCallOnly) {
  answer_ = [this](const GrpcPeer::Ask& ask) {
    peer_.sendRaw(ask.stream, std::string("\0\x04\0\0\1", 5) + "ab");
  };
  const std::int32_t call = start();
  talk();
  EXPECT_EQ(ends_[call], "-1 its answer is larger than 64 MiB");
  EXPECT_EQ(problem_, "");
}

TEST_F(GrpcSessionTest, NothingIsToldOfACancelledCall) {
  const std::int32_t first = start();
  const std::int32_t second = start();
  talk();
  session_->cancel(first);
  session_->cancel(first);
  cancel_at_message_ = second;
  peer_.send(first, "late");
  peer_.send(second, "one");
  peer_.send(second, "two");
  talk();
  EXPECT_FALSE(peer_.knows(first));
  EXPECT_TRUE(messages_[first].empty());
  EXPECT_EQ(messages_[second], (std::vector<std::string>{"one"}));
  EXPECT_TRUE(ends_.empty());
  EXPECT_EQ(session_->calls(), 0U);
}

TEST_F(GrpcSessionTest, ItSaysWhenItsNumbersAreUsedUp) {
  session_ = std::make_unique<GrpcSession>(*this, GrpcSession::kLastCall - 2);
  EXPECT_EQ(start(), GrpcSession::kLastCall - 2);
  EXPECT_EQ(start(), GrpcSession::kLastCall);
  EXPECT_EQ(start(), 0);
  talk();
  EXPECT_EQ(asked_.size(), 2U);
}

TEST_F(GrpcSessionTest, APeerThatDoesNotSpeakHttp2IsSaid) {
  static_cast<void>(session_->receive("HTTP/1.1 400 Bad Request\r\n\r\n and some more text"));
  std::string out;
  const auto taken = session_->takeOutput(out, 1 << 20);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, base::ErrorCode::kParse);
  EXPECT_TRUE(taken.error().message.starts_with("it does not keep to HTTP/2: "))
      << taken.error().message;
}

}  // namespace
}  // namespace hrp::plugin
