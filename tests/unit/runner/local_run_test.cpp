#include "hrp/runner/local_run.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "hrp/testcase/program.hpp"
#include "support/fakes/fake_clock.hpp"
#include "support/fakes/fake_load_engine.hpp"
#include "support/fakes/fake_row_engine.hpp"

namespace hrp::runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class LocalRunTest : public ::testing::Test {
 protected:
  void make(const RunProfile& profile) {
    run_ = std::make_unique<LocalRun>(
        clock_, std::make_unique<hrp::testing::FakeLoadEngine>(clock_, target_),
        LocalRunOptions{.profile = profile});
    ASSERT_TRUE(run_->prepare());
  }
  // Turns until the end, at most `limit` of the fake time.
  bool turnFor(base::Duration limit) {
    for (base::Duration passed{}; passed < limit; passed += milliseconds(50)) {
      if (!run_->turn()) return false;
      clock_.advance(milliseconds(50));
    }
    return true;
  }
  stats::SnapshotPtr last() const { return run_->board().snapshot(); }
  std::int64_t counted() const {
    return static_cast<std::int64_t>(stats::totalOf(last()->total).requests());
  }

  hrp::testing::FakeClock clock_;
  hrp::testing::FakeTarget target_;
  std::unique_ptr<LocalRun> run_;
};

TEST_F(LocalRunTest, EndsAfterTheLoopCountWithEveryRequestCounted) {
  make({.spawn_count = 4, .spawn_rate = 2, .loop_count = 25});
  EXPECT_FALSE(turnFor(seconds(60)));
  EXPECT_EQ(counted(), 100);
  EXPECT_EQ(target_.requests, 100);
  EXPECT_EQ(last()->reason, stats::EndReason::kLoopCount);
  EXPECT_EQ(last()->state, base::RunState::kStopped);
  EXPECT_EQ(last()->users_peak, 4);
  EXPECT_TRUE(run_->board().nextEvent({}));
  EXPECT_EQ(run_->board().nextEvent({})->kind, RunEvent::Kind::kEnded);
  EXPECT_TRUE(run_->board().closed());
}

TEST_F(LocalRunTest, EndsAtTheRunTime) {
  make({.spawn_count = 3, .spawn_rate = 100, .run_time = seconds(5)});
  EXPECT_TRUE(turnFor(seconds(4)));
  EXPECT_EQ(last()->state, base::RunState::kRunning);
  EXPECT_EQ(last()->users, 3);
  EXPECT_FALSE(turnFor(seconds(3)));
  EXPECT_EQ(counted(), target_.requests);
  EXPECT_EQ(last()->reason, stats::EndReason::kRunTime);
  EXPECT_GE(last()->elapsed, seconds(5));
}

TEST_F(LocalRunTest, FinishesWhatIsUnderWayAndDoesNotCountThatTime) {
  target_.under_way = seconds(3);
  make({.spawn_count = 3, .spawn_rate = 100, .run_time = seconds(2)});
  EXPECT_TRUE(turnFor(seconds(4)));
  EXPECT_EQ(last()->state, base::RunState::kStopping);
  EXPECT_EQ(toString(last()->state), "draining");
  EXPECT_EQ(last()->elapsed, seconds(2));
  EXPECT_FALSE(turnFor(seconds(2)));
  EXPECT_EQ(last()->elapsed, seconds(2));
  EXPECT_EQ(last()->reason, stats::EndReason::kRunTime);
  EXPECT_EQ(counted(), target_.requests);
}

TEST_F(LocalRunTest, TheDrainHasAnEnd) {
  target_.under_way = seconds(300);
  make({.spawn_count = 3, .spawn_rate = 100, .run_time = seconds(2), .drain = seconds(40)});
  EXPECT_TRUE(turnFor(seconds(41)));
  EXPECT_FALSE(turnFor(seconds(2)));
  EXPECT_EQ(last()->reason, stats::EndReason::kRunTime);
}

TEST_F(LocalRunTest, TheDrainCanBeEnded) {
  target_.under_way = seconds(20);
  make({.spawn_count = 3, .spawn_rate = 100});
  run_->endDrain();
  EXPECT_TRUE(turnFor(seconds(2)));
  EXPECT_EQ(last()->state, base::RunState::kRunning) << "there is nothing to end yet";
  run_->stop(stats::EndReason::kSignal, "interrupt");
  EXPECT_TRUE(turnFor(seconds(10)));
  run_->endDrain();
  EXPECT_FALSE(turnFor(seconds(1)));
  EXPECT_EQ(last()->reason, stats::EndReason::kSignal);
}

TEST_F(LocalRunTest, FollowsItsStagesAndEndsWithThem) {
  make({.stages = {{seconds(4), 20}, {seconds(2), 20}, {seconds(4), 0}}});
  EXPECT_TRUE(turnFor(seconds(2)));
  EXPECT_EQ(last()->state, base::RunState::kSpawning);
  EXPECT_TRUE(turnFor(seconds(3)));
  EXPECT_EQ(last()->state, base::RunState::kRunning);
  EXPECT_EQ(last()->users, 20);
  EXPECT_FALSE(turnFor(seconds(6)));
  EXPECT_EQ(last()->reason, stats::EndReason::kRunTime);
  EXPECT_EQ(last()->users_peak, 20);
  EXPECT_NEAR(std::chrono::duration<double>(last()->elapsed).count(), 10, 0.2);
  EXPECT_EQ(counted(), target_.requests);
  EXPECT_NEAR(static_cast<double>(counted()), 1'200, 60);
}

TEST_F(LocalRunTest, TheRunTimeWinsOverTheStages) {
  make({.run_time = seconds(6), .stages = {{seconds(2), 5}}});
  EXPECT_TRUE(turnFor(seconds(5)));
  EXPECT_EQ(last()->users, 5);
  EXPECT_FALSE(turnFor(seconds(2)));
}

TEST_F(LocalRunTest, EndsAtASignalAndNamesIt) {
  make({.spawn_count = 3, .spawn_rate = 1});
  EXPECT_TRUE(turnFor(seconds(1)));
  EXPECT_EQ(last()->state, base::RunState::kSpawning);
  run_->stop(stats::EndReason::kSignal, "interrupt");
  run_->stop(stats::EndReason::kQuit, "later");
  EXPECT_FALSE(turnFor(seconds(1)));
  EXPECT_EQ(last()->reason, stats::EndReason::kSignal);
  EXPECT_EQ(last()->reason_text, "interrupt");
  EXPECT_EQ(counted(), target_.requests);
}

TEST(LocalRunThreads, StopsFromAnotherThread) {
  const base::SystemClock clock{};
  hrp::testing::FakeTarget target;
  LocalRun run(clock, std::make_unique<hrp::testing::FakeLoadEngine>(clock, target),
               {.profile = {.spawn_count = 2, .spawn_rate = 1000}});
  ASSERT_TRUE(run.prepare());
  std::thread other([&run] {
    EXPECT_TRUE(run.board().nextEvent(seconds(20)));
    run.stop(stats::EndReason::kStop);
  });
  EXPECT_EQ(run.run(), stats::EndReason::kStop);
  other.join();
  EXPECT_EQ(static_cast<std::int64_t>(stats::totalOf(run.board().snapshot()->total).requests()),
            target.requests);
}

TEST(LocalRunFleet, GivesOutTheRowsAndEndsWithThem) {
  hrp::testing::FakeClock clock;
  auto parameters = std::make_shared<testcase::ParameterSet>();
  parameters->tables.emplace_back();
  parameters->tables.back().literal_rows.resize(30);
  parameters->tables.back().order = testcase::ParameterSet::PickOrder::kUnique;
  auto program = std::make_shared<testcase::Program>();
  program->parameters = parameters;
  auto workload = std::make_shared<testcase::Workload>();
  workload->programs.push_back(program);
  hrp::testing::FakeRows rows{engine::fleetPlanOf(*workload), {}, 0};
  LocalRun run(clock, std::make_unique<hrp::testing::FakeRowEngine>(clock, rows),
               {.profile = {.spawn_count = 4, .spawn_rate = 100}, .workload = workload});
  ASSERT_TRUE(run.prepare());
  bool on = true;
  for (int turn = 0; on && turn < 200; ++turn) {
    on = run.turn();
    clock.advance(milliseconds(50));
  }
  EXPECT_FALSE(on);
  EXPECT_EQ(rows.taken.size(), 30U);
  EXPECT_EQ(run.board().snapshot()->reason, stats::EndReason::kLoopCount);
}

TEST_F(LocalRunTest, AThresholdEndsItWithinTwoSeconds) {
  RunProfile profile{.spawn_count = 3, .spawn_rate = 100};
  profile.thresholds = judge::parseThresholds({"rps < 1, stop"}, "thresholds").value();
  make(profile);
  EXPECT_FALSE(turnFor(seconds(10)));
  EXPECT_EQ(last()->reason, stats::EndReason::kThreshold);
  EXPECT_NE(last()->reason_text.find("\"rps < 1, stop\" is broken"), std::string::npos);
  EXPECT_LE(last()->elapsed, seconds(2));
  ASSERT_EQ(last()->thresholds.size(), 1U);
  EXPECT_TRUE(last()->thresholds[0].ended_run);
  EXPECT_EQ(counted(), target_.requests);
}

}  // namespace
}  // namespace hrp::runner
