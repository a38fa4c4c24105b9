#include "hrp/net/event_loop.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "hrp/net/socket.hpp"
#include "support/fakes/fake_clock.hpp"

namespace hrp::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Ticker final : Timer {
  std::function<void()> then;
  int fired = 0;
  void onTimer() override {
    ++fired;
    if (then) then();
  }
};

struct Watcher final : IoHandler {
  std::function<void(std::uint32_t)> then;
  int events = 0;
  void onIo(std::uint32_t what) override {
    ++events;
    if (then) then(what);
  }
};

struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    near = Descriptor(ends[0]);
    far = Descriptor(ends[1]);
  }
  void poke() const { EXPECT_EQ(::write(far.get(), "x", 1), 1); }
  Descriptor near;
  Descriptor far;
};

class EventLoopTest : public ::testing::Test {
 protected:
  testing::FakeClock clock_;
  std::unique_ptr<EventLoop> loop_ = std::move(*EventLoop::create(clock_));
};

TEST_F(EventLoopTest, KnowsHowLongEventsMayHaveWaitedWhileItWasBusy) {
  Pair pair;
  Watcher watcher;
  watcher.then = [&](std::uint32_t) {
    if (watcher.events > 1) return;
    pair.poke();
    clock_.advance(milliseconds(50));
  };
  ASSERT_TRUE(loop_->add(pair.near.get(), watcher));
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(loop_->eventLag(), milliseconds(0));
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(watcher.events, 2);
  EXPECT_EQ(loop_->eventLag(), milliseconds(50));
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(loop_->eventLag(), milliseconds(0));
}

TEST_F(EventLoopTest, FiresTimersInOrderWhenDue) {
  std::string order;
  Ticker a;
  Ticker b;
  a.then = [&] { order += 'a'; };
  b.then = [&] { order += 'b'; };
  loop_->arm(a, clock_.now() + seconds(2));
  loop_->arm(b, clock_.now() + seconds(1));
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(order, "");
  clock_.advance(seconds(2));
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(order, "ba");
  EXPECT_FALSE(a.armed());
}

TEST_F(EventLoopTest, MovesAndCancelsTimers) {
  Ticker moved;
  loop_->arm(moved, clock_.now() + seconds(1));
  loop_->arm(moved, clock_.now() + seconds(3));
  EXPECT_EQ(moved.due(), clock_.now() + seconds(3));
  {
    Ticker gone;
    loop_->arm(gone, clock_.now() + seconds(1));
  }
  Ticker cancelled;
  loop_->arm(cancelled, clock_.now() + seconds(1));
  loop_->cancel(cancelled);
  loop_->cancel(cancelled);
  clock_.advance(seconds(2));
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(moved.fired + cancelled.fired, 0);
  clock_.advance(seconds(2));
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(moved.fired, 1);
}

TEST_F(EventLoopTest, ATimerThatArmsItselfForNowDoesNotHoldTheTurn) {
  Ticker eager;
  eager.then = [&] { loop_->arm(eager, loop_->now()); };
  loop_->arm(eager, clock_.now());
  loop_->runOnce(milliseconds(0));
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(eager.fired, 2);
}

TEST_F(EventLoopTest, TimersOutliveTheLoop) {
  Ticker ticker;
  loop_->arm(ticker, clock_.now() + seconds(1));
  loop_.reset();
  EXPECT_FALSE(ticker.armed());
}

TEST_F(EventLoopTest, ReportsReadabilityOncePerArrival) {
  Pair pair;
  Watcher watcher;
  ASSERT_TRUE(loop_->add(pair.near.get(), watcher).has_value());
  loop_->runOnce(milliseconds(0));  // writable from the start
  const int before = watcher.events;
  pair.poke();
  loop_->runOnce(seconds(1));
  EXPECT_EQ(watcher.events, before + 1);
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(watcher.events, before + 1);
  loop_->remove(pair.near.get(), watcher);
  pair.poke();
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(watcher.events, before + 1);
}

TEST_F(EventLoopTest, AHandlerRemovedInATurnGetsNoMoreEvents) {
  Pair first;
  Pair second;
  Watcher a;
  Watcher b;
  a.then = [&](std::uint32_t) { loop_->remove(second.near.get(), b); };
  b.then = [&](std::uint32_t) { loop_->remove(first.near.get(), a); };
  ASSERT_TRUE(loop_->add(first.near.get(), a).has_value());
  ASSERT_TRUE(loop_->add(second.near.get(), b).has_value());
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(a.events + b.events, 1);
}

TEST_F(EventLoopTest, RefusesABadDescriptor) {
  Watcher watcher;
  EXPECT_FALSE(loop_->add(-1, watcher).has_value());
}

TEST_F(EventLoopTest, RunsPostedTasksInOrder) {
  std::string order;
  loop_->post([&] { order += 'a'; });
  loop_->post([&] {
    order += 'b';
    loop_->post([&] { order += 'c'; });
  });
  loop_->runOnce(seconds(10));
  EXPECT_EQ(order, "ab");
  loop_->runOnce(seconds(10));
  EXPECT_EQ(order, "abc");
}

TEST_F(EventLoopTest, ReadsTheClockOnceATurnAndMeasuresTheTurn) {
  const base::TimePoint start = clock_.now();
  loop_->post([&] {
    clock_.advance(milliseconds(7));
    EXPECT_EQ(loop_->now(), start);
  });
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(loop_->takeMaxTurn(), milliseconds(7));
  EXPECT_EQ(loop_->takeMaxTurn(), milliseconds(0));
}

class PauseLog final : public PauseWatcher {
 public:
  PauseLog(EventLoop& loop, std::string& order) : loop_(loop), order_(order) {
    loop_.watchPauses(this);
  }
  ~PauseLog() { loop_.watchPauses(nullptr); }
  void onPause(base::Duration time) override {
    pauses.push_back(time);
    order_ += 'p';
    loop_.post([this] { order_ += 't'; });
  }
  std::vector<base::Duration> pauses;

 private:
  EventLoop& loop_;
  std::string& order_;
};

class OrderTimer final : public Timer {
 public:
  explicit OrderTimer(std::string& order) : order_(order) {}

 private:
  void onTimer() override { order_ += 'd'; }
  std::string& order_;
};

TEST_F(EventLoopTest, APauseIsToldBeforeAnythingThatBecameDueInIt) {
  std::string order;
  PauseLog log(*loop_, order);
  OrderTimer timer(order);
  loop_->arm(timer, clock_.now() + seconds(2));
  loop_->post([&] { clock_.advance(seconds(5)); });
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(order, "");
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(order, "ptd");
  loop_->runOnce(milliseconds(0));
  EXPECT_EQ(log.pauses, std::vector<base::Duration>{seconds(5)});
}

TEST_F(EventLoopTest, ASecondIsNoPause) {
  std::string order;
  PauseLog log(*loop_, order);
  loop_->post([&] { clock_.advance(EventLoop::kPause); });
  loop_->runOnce(milliseconds(0));
  loop_->runOnce(milliseconds(0));
  EXPECT_TRUE(log.pauses.empty());
}

TEST(EventLoopThreadTest, OtherThreadsPostAndStop) {
  base::SystemClock clock;
  auto loop = std::move(*EventLoop::create(clock));
  int ran = 0;
  std::thread other([&] {
    for (int i = 0; i < 1000; ++i) loop->post([&] { ++ran; });
    loop->post([&] { loop->stop(); });
  });
  loop->run();
  other.join();
  EXPECT_EQ(ran, 1000);
  loop->stop();
  loop->run();  // returns at once
}

}  // namespace
}  // namespace hrp::net
