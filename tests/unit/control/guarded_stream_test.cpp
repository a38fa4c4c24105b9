#include "control/guarded_stream.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

namespace hrp::control {
namespace {

using std::chrono::milliseconds;

ControlLimits smallLimits() {
  ControlLimits limits;
  limits.head_bytes = 16;
  limits.body_bytes = 8;
  limits.idle = milliseconds(50);
  limits.request = milliseconds(50);
  limits.reply = milliseconds(50);
  return limits;
}

std::array<int, 2> connectedPair() {
  std::array<int, 2> fds{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()), 0);
  return fds;
}

class GuardedStreamTest : public ::testing::Test {
 protected:
  ~GuardedStreamTest() override {
    ::close(fds_[0]);
    if (fds_[1] >= 0) ::close(fds_[1]);
  }
  void peerSends(const std::string& text) const {
    ASSERT_EQ(::send(fds_[1], text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }
  void peerCloses() {
    ::close(fds_[1]);
    fds_[1] = -1;
  }
  // Reads byte by byte, as the library reads lines, until nothing more is given.
  std::string drain() {
    std::string text;
    char byte = 0;
    while (stream_.read(&byte, 1) == 1) text += byte;
    return text;
  }

  std::array<int, 2> fds_ = connectedPair();
  const base::SystemClock clock_{};
  const ControlLimits limits_ = smallLimits();
  GuardedStream stream_{fds_[0], clock_, limits_};
};

TEST_F(GuardedStreamTest, AnEndlessRequestLineIsCutAtTheBudget) {
  peerSends(std::string(100, 'a'));
  ASSERT_TRUE(stream_.waitForRequest());
  EXPECT_EQ(drain().size(), 16U);
  EXPECT_EQ(stream_.refusal(), 414);
}

TEST_F(GuardedStreamTest, EndlessHeadersAreCutAtTheSameBudget) {
  peerSends("GET /\r\n" + std::string(100, 'h'));
  ASSERT_TRUE(stream_.waitForRequest());
  EXPECT_EQ(drain().size(), 16U);
  EXPECT_EQ(stream_.refusal(), 431);
}

TEST_F(GuardedStreamTest, AChunkedBodyIsCountedAsItComes) {
  peerSends("head\r\n" + std::string(100, 'b'));
  ASSERT_TRUE(stream_.waitForRequest());
  std::array<char, 6> head{};
  ASSERT_EQ(stream_.read(head.data(), head.size()), 6);
  stream_.beginChunkedBody();
  EXPECT_EQ(drain().size(), 8U);
  EXPECT_EQ(stream_.refusal(), 413);
}

TEST_F(GuardedStreamTest, ABodyOfKnownLengthLeavesTheNextRequestAlone) {
  peerSends("head\r\nbodyNEXT");
  ASSERT_TRUE(stream_.waitForRequest());
  std::array<char, 6> head{};
  ASSERT_EQ(stream_.read(head.data(), head.size()), 6);
  int completed = 0;
  stream_.onComplete([&] { ++completed; });
  stream_.beginBody(4);
  EXPECT_FALSE(stream_.fullyRead());
  EXPECT_EQ(drain(), "body");
  EXPECT_EQ(completed, 1);
  EXPECT_TRUE(stream_.fullyRead());
  EXPECT_EQ(stream_.refusal(), 0);

  ASSERT_TRUE(stream_.waitForRequest());
  std::array<char, 4> next{};
  ASSERT_EQ(stream_.read(next.data(), next.size()), 4);
  EXPECT_EQ(std::string(next.data(), next.size()), "NEXT");
}

TEST_F(GuardedStreamTest, AStalledRequestRunsIntoItsDeadline) {
  peerSends("GET");
  ASSERT_TRUE(stream_.waitForRequest());
  EXPECT_EQ(drain(), "GET");
  EXPECT_EQ(stream_.refusal(), 408);
}

TEST_F(GuardedStreamTest, AnIdleConnectionIsGivenUp) {
  EXPECT_FALSE(stream_.waitForRequest());
}

TEST_F(GuardedStreamTest, TheEndOfThePeerIsNoRefusal) {
  peerSends("GET");
  ASSERT_TRUE(stream_.waitForRequest());
  peerCloses();
  EXPECT_EQ(drain(), "GET");
  EXPECT_EQ(stream_.refusal(), 0);
}

TEST_F(GuardedStreamTest, NothingOfTheLibraryGoesOutAfterARefusal) {
  stream_.refuse(413);
  stream_.refuse(400);
  EXPECT_EQ(stream_.refusal(), 413);
  EXPECT_EQ(stream_.write("dropped", 7), 7);
  EXPECT_TRUE(stream_.send("refused"));
  std::array<char, 32> buffer{};
  ASSERT_EQ(::recv(fds_[1], buffer.data(), buffer.size(), MSG_DONTWAIT), 7);
  EXPECT_EQ(std::string(buffer.data(), 7), "refused");
}

TEST_F(GuardedStreamTest, APeerThatDoesNotReadIsGivenUp) {
  EXPECT_FALSE(stream_.send(std::string(16 << 20, 'x')));
}

}  // namespace
}  // namespace hrp::control
