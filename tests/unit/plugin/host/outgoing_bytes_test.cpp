#include "plugin/host/outgoing_bytes.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "plugin/host/child_process.hpp"

namespace hrp::plugin {
namespace {

TEST(OutgoingBytes, ArriveWholeHoweverLittleTheSocketTakes) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
  const Descriptor out(ends[0]);
  const Descriptor in(ends[1]);
  OutgoingBytes bytes;
  EXPECT_TRUE(bytes.sendTo(out.get()));
  std::string sent;
  for (int i = 0; i < 300'000; ++i) sent += std::to_string(i);
  bytes.add(std::string_view(sent).substr(0, 10));
  bytes.add(std::string_view(sent).substr(10));
  EXPECT_FALSE(bytes.sendTo(out.get())) << "more than the socket takes";
  EXPECT_FALSE(bytes.empty());
  std::string received;
  bool done = false;
  while (received.size() < sent.size()) {
    std::array<char, 4096> some{};
    const ssize_t count = ::read(in.get(), some.data(), some.size());
    if (count > 0) received.append(some.data(), static_cast<std::size_t>(count));
    done = bytes.sendTo(out.get());
    ASSERT_TRUE(count > 0 || !received.empty());
  }
  EXPECT_TRUE(done);
  EXPECT_TRUE(bytes.empty());
  EXPECT_EQ(received, sent);
}

TEST(OutgoingBytes, AreNotSentToAPeerThatIsGone) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
  const Descriptor out(ends[0]);
  ::close(ends[1]);
  OutgoingBytes bytes;
  bytes.space() = "x";
  EXPECT_FALSE(bytes.sendTo(out.get()));
  bytes.clear();
  EXPECT_TRUE(bytes.sendTo(out.get()));
}

}  // namespace
}  // namespace hrp::plugin
