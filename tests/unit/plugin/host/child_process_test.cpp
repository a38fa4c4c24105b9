#include "plugin/host/child_process.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace hrp::plugin {
namespace {

// Everything until the other side ends, at most ten seconds between two pieces.
std::string readAll(int descriptor) {
  std::string text;
  std::array<char, 256> piece{};
  pollfd ready{descriptor, POLLIN, 0};
  while (::poll(&ready, 1, 10'000) > 0) {
    const ssize_t count = ::read(descriptor, piece.data(), piece.size());
    if (count <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  return text;
}

TEST(ChildProcess, HasThreeChannelsAndNothingElse) {
  auto child = ChildProcess::start(
      {"sh", "-c",
       "read line <&3; echo \"got $line\" >&4; cat; echo out; echo err >&2; ls /proc/self/fd >&4"});
  ASSERT_TRUE(child) << child.error().message;
  ASSERT_EQ(::send(child->input(), "hello\n", 6, MSG_NOSIGNAL), 6);
  EXPECT_EQ(readAll(child->printed()), "out\nerr\n");
  // The last one is that of ls itself.
  EXPECT_EQ(readAll(child->output()), "got hello\n0\n1\n2\n3\n4\n5\n");
  EXPECT_EQ(child->finish(), "exit status 0");
}

TEST(ChildProcess, HasTheEnvironmentThatItIsGiven) {
  auto child = ChildProcess::start({"env"}, std::vector<std::string>{"A=1", "B=two words"});
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_EQ(readAll(child->printed()), "A=1\nB=two words\n");
}

TEST(ChildProcess, SaysHowItEnded) {
  auto failed = ChildProcess::start({"sh", "-c", "exit 7"});
  ASSERT_TRUE(failed);
  readAll(failed->output());
  EXPECT_EQ(failed->finish(), "exit status 7");
  auto killed = ChildProcess::start({"sh", "-c", "kill -SEGV $$"});
  ASSERT_TRUE(killed);
  readAll(killed->output());
  EXPECT_EQ(killed->finish(), "signal 11 (Segmentation fault)");
  auto running = ChildProcess::start({"sleep", "100"});
  ASSERT_TRUE(running);
  EXPECT_EQ(running->finish(), "signal 9 (Killed)");
}

TEST(ChildProcess, IsGoneWhenTheObjectIs) {
  int process = 0;
  {
    auto child = ChildProcess::start({"sh", "-c", "trap '' TERM; while :; do :; done"});
    ASSERT_TRUE(child);
    process = child->processId();
    EXPECT_EQ(::kill(process, 0), 0);
  }
  EXPECT_EQ(::kill(process, 0), -1);
}

TEST(ChildProcess, AMissingProgramIsAnError) {
  const auto child = ChildProcess::start({"/no/such/program"});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(child.error().message, "cannot start /no/such/program: No such file or directory");
}

TEST(Descriptor, ClosesWhatItHolds) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  Descriptor first(ends[0]);
  Descriptor second(ends[1]);
  second = std::move(first);
  EXPECT_EQ(::write(ends[1], "x", 1), -1) << "it was closed";
  EXPECT_EQ(second.get(), ends[0]);
}

}  // namespace
}  // namespace hrp::plugin
