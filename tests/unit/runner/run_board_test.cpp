#include "hrp/runner/run_board.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::runner {
namespace {

using std::chrono::seconds;

stats::Slice slice(std::uint64_t requests) {
  stats::Slice made;
  stats::rowFor(made.rows, {"request-GET", "/"}, true).latency.passed.record(10, requests);
  return made;
}
std::uint64_t requests(const stats::Slice& of) {
  return stats::totalOf(of).requests();
}

TEST(RunBoard, IntervalsCoverTheRunWithoutGap) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  EXPECT_EQ(board.snapshot()->state, base::RunState::kReady);
  board.runStarted({});
  EXPECT_TRUE(board.running());
  board.add(0, slice(3));
  clock.advance(seconds(3));
  const auto first = board.takeIntervalSnapshot();
  EXPECT_EQ(requests(first->recent), 3U);
  EXPECT_EQ(first->interval, seconds(3));
  board.add(3, slice(4));
  clock.advance(seconds(1));
  board.publish({base::RunState::kStopped, 0, 5, {}});
  board.runEnded(stats::EndReason::kRunTime, "");
  board.runEnded(stats::EndReason::kError, "twice");
  clock.advance(seconds(9));
  const auto started = board.nextEvent({});
  ASSERT_TRUE(started);
  EXPECT_EQ(started->kind, RunEvent::Kind::kStarted);
  const auto ended = board.nextEvent({});
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->kind, RunEvent::Kind::kEnded);
  EXPECT_EQ(requests(ended->snapshot->recent), 4U);
  EXPECT_EQ(requests(ended->snapshot->total), 7U);
  EXPECT_EQ(ended->snapshot->interval, seconds(1));
  EXPECT_EQ(ended->snapshot->elapsed, seconds(4));
  EXPECT_EQ(ended->snapshot->reason, stats::EndReason::kRunTime);
  EXPECT_FALSE(board.nextEvent({}));
  board.close();
  EXPECT_TRUE(board.closed());
}

TEST(RunBoard, TheDurationEndsWithTheLoad) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  board.runStarted({});
  clock.advance(seconds(2));
  board.loadStopped();
  clock.advance(seconds(3));
  EXPECT_EQ(board.snapshot()->elapsed, seconds(2));
  EXPECT_EQ(board.takeIntervalSnapshot()->interval, seconds(5)) << "of what came meanwhile";
  board.loadStopped();
  board.add(4, slice(6));
  board.runEnded(stats::EndReason::kRunTime, "");
  EXPECT_EQ(board.snapshot()->elapsed, seconds(2));
  EXPECT_EQ(requests(board.snapshot()->total), 6U);
  board.runStarted({});
  clock.advance(seconds(1));
  EXPECT_EQ(board.takeIntervalSnapshot()->elapsed, seconds(1));
}

TEST(RunBoard, ReadersShareOneSnapshotUntilTheFiguresChange) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  board.runStarted({});
  board.add(0, slice(3));
  board.publish({base::RunState::kRunning, 5, 5, {}});
  const auto first = board.snapshot();
  EXPECT_EQ(board.snapshot(), first);
  EXPECT_EQ(first->users, 5);
  board.add(1, slice(4));
  EXPECT_EQ(requests(board.snapshot()->total), 7U);
  EXPECT_EQ(requests(first->total), 3U);
  const auto second = board.snapshot();
  board.publish({base::RunState::kRunning, 6, 6, {}});
  EXPECT_EQ(second->users, 5);
  EXPECT_EQ(board.snapshot()->users, 6);
}

TEST(RunBoard, KeepsThePeakAndForgetsTheRunBefore) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kWorker);
  board.runStarted({});
  board.add(0, slice(3));
  board.publish({base::RunState::kRunning, 9, 9, {}});
  board.publish({base::RunState::kRunning, 2, 9, {}});
  EXPECT_EQ(board.snapshot()->users_peak, 9);
  EXPECT_EQ(board.timeline().size(), 1U);
  board.runEnded(stats::EndReason::kStop, "");
  board.runStarted({});
  EXPECT_EQ(board.snapshot()->users_peak, 0);
  EXPECT_EQ(requests(board.snapshot()->total), 0U);
  EXPECT_EQ(board.snapshot()->reason, stats::EndReason::kNone);
}

TEST(RunBoard, BoundsTheEventsNobodyReads) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  for (int run = 0; run < 200; ++run) {
    board.runStarted({});
    board.runEnded(stats::EndReason::kStop, "");
  }
  int events = 0;
  while (const auto event = board.nextEvent({})) {
    EXPECT_EQ(event->kind, events % 2 == 0 ? RunEvent::Kind::kStarted : RunEvent::Kind::kEnded);
    ++events;
  }
  EXPECT_LE(events, 64);
  EXPECT_GT(events, 0);
}

TEST(RunBoardTest, FiguresAfterTheEndAmendIt) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  board.runAmended("no run yet");
  EXPECT_FALSE(board.nextEvent({}));
  board.runStarted({});
  board.runAmended("still on");
  board.publish({.departed = {{.id = "w", .requests_per_s = 1}}});
  board.runEnded(stats::EndReason::kStop, "workers lost");
  ASSERT_EQ(board.nextEvent({})->kind, RunEvent::Kind::kStarted);
  const auto end = board.nextEvent({});
  ASSERT_EQ(end->kind, RunEvent::Kind::kEnded);
  EXPECT_FALSE(stats::isComplete(end->snapshot->departed));
  clock.advance(std::chrono::seconds(5));
  for (int i = 0; i < 3; ++i) {
    stats::Slice late;
    late.iterations = 1;
    board.add(1, late);
    board.runAmended("still lost");
  }
  board.publish({});
  board.runAmended("");
  const auto amended = board.nextEvent({});
  ASSERT_EQ(amended->kind, RunEvent::Kind::kAmended);
  EXPECT_EQ(amended->snapshot->total.iterations, 3U);
  EXPECT_EQ(amended->snapshot->reason_text, "");
  EXPECT_EQ(amended->snapshot->elapsed, end->snapshot->elapsed);
  EXPECT_TRUE(stats::isComplete(amended->snapshot->departed));
  EXPECT_FALSE(board.nextEvent({}));
}

// Says in one line each what it is told; looks at the board meanwhile, which must not be locked.
class Told final : public RunListener {
 public:
  explicit Told(RunBoard& board) : board_(board) {}
  void runStarted(const RunProfile& profile, const stats::Snapshot&) override {
    tell("started " + std::to_string(profile.spawn_count));
  }
  void counted(std::uint32_t second, const stats::Slice& slice) override {
    tell(std::to_string(second) + ": " + std::to_string(requests(slice)));
  }
  void published(const RunFigures& figures) override {
    tell("users " + std::to_string(figures.users));
  }
  void runEnded(const stats::Snapshot& end) override {
    tell("ended " + std::to_string(requests(end.total)));
  }
  void runAmended(const stats::Snapshot& end) override {
    tell("amended " + std::to_string(requests(end.total)));
  }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  void tell(std::string line) {
    events_seen_ += board_.nextEvent({}) ? 1 : 0;
    EXPECT_EQ(events_seen_, 0) << line << ": the readers of the board heard of it first";
    static_cast<void>(board_.snapshot());
    lines_.push_back(std::move(line));
  }
  RunBoard& board_;
  int events_seen_ = 0;
  std::vector<std::string> lines_;
};

TEST(RunBoard, TellsListenersEverySliceBetweenStartAndEnd) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  Told told(board);
  board.listen(told);
  board.runStarted({.spawn_count = 7});
  ASSERT_TRUE(board.nextEvent({}));
  board.add(0, slice(3));
  board.publish({base::RunState::kRunning, 5, 7, {}});
  board.add(1, slice(4));
  board.runEnded(stats::EndReason::kRunTime, "");
  board.runEnded(stats::EndReason::kRunTime, "twice");
  ASSERT_TRUE(board.nextEvent({}));
  board.add(0, slice(2));
  board.runAmended("");
  EXPECT_EQ(told.lines(), (std::vector<std::string>{"started 7", "0: 3", "users 5", "1: 4",
                                                    "ended 7", "0: 2", "amended 9"}));
}

RunProfile judgedBy(const std::string& threshold) {
  RunProfile profile;
  profile.thresholds = judge::parseThresholds({threshold}, "thresholds").value();
  return profile;
}

TEST(RunBoard, ASecondIsJudgedWhenItHasSettled) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  board.runStarted(judgedBy("max > 1s, stop"));
  board.add(0, slice(3));
  clock.advance(std::chrono::milliseconds(1'499));
  EXPECT_EQ(board.judgeSeconds(), std::nullopt);
  EXPECT_FALSE(board.snapshot()->thresholds[0].broken_now);
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(board.judgeSeconds(), "\"max > 1s, stop\" is broken (10us)");
  EXPECT_EQ(board.judgeSeconds(), std::nullopt) << "told once";
  EXPECT_TRUE(board.snapshot()->thresholds[0].broken_now);
  board.loadStopped();
  clock.advance(seconds(5));
  EXPECT_EQ(board.judgeSeconds(), std::nullopt);
  board.runEnded(stats::EndReason::kThreshold, "");
  EXPECT_TRUE(board.snapshot()->thresholds[0].ended_run);
  board.runStarted({});
  EXPECT_TRUE(board.snapshot()->thresholds.empty());
}

TEST(RunBoard, SecondsAreOverWithTheirFiguresAndNotWithTheLoad) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  board.runStarted(judgedBy("rps > 2 over 1s"));
  board.add(0, slice(3));
  clock.advance(seconds(2));
  board.loadStopped();
  EXPECT_EQ(board.judgeSeconds(), std::nullopt);
  board.add(1, slice(3));  // on its way when the load ended
  clock.advance(seconds(9));
  EXPECT_EQ(board.judgeSeconds(), std::nullopt);
  board.runEnded(stats::EndReason::kRunTime, "");
  EXPECT_EQ(board.snapshot()->thresholds[0].verdict, stats::Verdict::kMet);
  EXPECT_EQ(board.snapshot()->thresholds[0].broken_seconds, 0U);
}

TEST(RunBoard, FiguresAfterTheEndChangeTheVerdict) {
  hrp::testing::FakeClock clock;
  RunBoard board(clock, stats::Role::kMaster);
  board.runStarted(judgedBy("failures > 4"));
  board.add(0, slice(3));
  clock.advance(seconds(1));
  board.runEnded(stats::EndReason::kRunTime, "");
  EXPECT_EQ(board.snapshot()->thresholds[0].verdict, stats::Verdict::kNotMet);
  stats::Slice late;
  stats::rowFor(late.rows, {"request-GET", "/"}, true).latency.failed.record(10, 5);
  board.add(0, late);
  board.runAmended("");
  EXPECT_EQ(board.snapshot()->thresholds[0].verdict, stats::Verdict::kMet);
}

}  // namespace
}  // namespace hrp::runner
