#include "cluster/turn_loop.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "support/fakes/fake_clock.hpp"

namespace hrp::cluster {
namespace {

using std::chrono::milliseconds;

struct FakeTransport final : Transport {
  bool send(const std::string&, std::string_view) override { return true; }
  std::optional<Incoming> receive(base::Duration timeout) override {
    waits.push_back(timeout);
    if (frames.empty()) return std::nullopt;
    Incoming first{{}, {}, frames.front()};
    frames.pop_front();
    return first;
  }
  void wake() override {}
  std::deque<std::string> frames;
  std::vector<base::Duration> waits;
};

struct Log final : TurnHandler {
  void takeFrame(Incoming& incoming) override { text += incoming.bytes; }
  void givePosted() override { text += '.'; }
  void tick(base::TimePoint) override { text += 'T'; }
  std::string text;
};

TEST(TurnLoop, TakesFramesUpToItsBoundThenPostsThenTicks) {
  hrp::testing::FakeClock clock;
  FakeTransport transport;
  transport.frames = {"a", "b", "c"};
  TurnLoop loop(clock, transport, 2);
  Log log;
  loop.turn(log);
  EXPECT_EQ(log.text, "ab.T");
  loop.turn(log);
  EXPECT_EQ(log.text, "ab.Tc.");
}

TEST(TurnLoop, WaitsForTheNextTickAndNeverLonger) {
  hrp::testing::FakeClock clock;
  FakeTransport transport;
  TurnLoop loop(clock, transport, 2);
  Log log;
  loop.turn(log);
  clock.advance(milliseconds(30));
  loop.turn(log);
  EXPECT_EQ(transport.waits.back(), kTickInterval - milliseconds(30));
  EXPECT_EQ(log.text, ".T.");
  clock.advance(milliseconds(500));
  loop.turn(log);
  EXPECT_EQ(transport.waits.back(), base::Duration{});
  EXPECT_EQ(log.text, ".T..T");
}

}  // namespace
}  // namespace hrp::cluster
