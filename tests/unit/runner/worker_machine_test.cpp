#include "hrp/runner/worker_machine.hpp"

#include <gtest/gtest.h>

namespace hrp::runner {
namespace {

using base::RunState;

EngineOrder order(std::uint32_t epoch) {
  return EngineOrder{.epoch = epoch};
}
EngineUpdate figures(std::uint32_t epoch, bool spawned, bool finished = false) {
  return EngineUpdate{
      .epoch = epoch, .users = 3, .target_users = 3, .spawned = spawned, .finished = finished};
}

TEST(WorkerMachine, WalksThroughARun) {
  WorkerMachine machine;
  EXPECT_EQ(machine.state(), RunState::kReady);
  EXPECT_EQ(machine.step(order(1)).size(), 2U);
  EXPECT_EQ(machine.state(), RunState::kSpawning);
  EXPECT_TRUE(machine.step(figures(1, false)).empty());
  EXPECT_EQ(machine.step(figures(1, true)).size(), 1U);
  EXPECT_EQ(machine.state(), RunState::kRunning);
  EXPECT_EQ(machine.spawnedEpoch(), 1U);
  const auto stop = machine.step(StopOrder{});
  ASSERT_EQ(stop.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<StopEngine>(stop[0]));
  EXPECT_EQ(machine.state(), RunState::kStopping);
  EXPECT_EQ(machine.step(figures(1, true, true)).size(), 1U);
  EXPECT_EQ(machine.state(), RunState::kStopped);
  EXPECT_EQ(machine.ending(), WorkerEnding::kStopped);
}

TEST(WorkerMachine, TheEngineHearsOfAnEarlierEndUntilItHasEnded) {
  const auto drainOf = [](const std::vector<WorkerAction>& actions) {
    const auto* stop = actions.empty() ? nullptr : std::get_if<StopEngine>(&actions[0]);
    return stop == nullptr ? base::Duration(-1) : stop->drain;
  };
  WorkerMachine machine;
  static_cast<void>(machine.step(NewRun{base::Duration(9)}));
  static_cast<void>(machine.step(order(1)));
  auto broken = figures(1, true);
  broken.fatal = "its functions died";
  EXPECT_EQ(drainOf(machine.step(broken)), base::Duration(9));
  EXPECT_EQ(drainOf(machine.step(StopOrder{base::Duration(5)})), base::Duration(5));
  EXPECT_EQ(drainOf(machine.step(StopOrder{})), base::Duration(0));
  static_cast<void>(machine.step(figures(1, true, true)));
  EXPECT_TRUE(machine.step(StopOrder{}).empty());
}

TEST(WorkerMachine, AppliesEachOrderOnceAndInTurn) {
  WorkerMachine machine;
  EXPECT_TRUE(machine.step(order(2)).empty());
  EXPECT_FALSE(machine.step(order(1)).empty());
  EXPECT_TRUE(machine.step(order(1)).empty());
  EXPECT_FALSE(machine.step(order(2)).empty());
  EXPECT_EQ(machine.appliedEpoch(), 2U);
}

TEST(WorkerMachine, IgnoresAnEndThatIsOlderThanTheLastOrder) {
  WorkerMachine machine;
  static_cast<void>(machine.step(order(1)));
  static_cast<void>(machine.step(order(2)));
  EXPECT_TRUE(machine.step(figures(1, true, true)).empty());
  EXPECT_EQ(machine.state(), RunState::kSpawning);
}

TEST(WorkerMachine, GoesOnAfterItsUsersEnded) {
  WorkerMachine machine;
  static_cast<void>(machine.step(order(1)));
  static_cast<void>(machine.step(figures(1, true, true)));
  EXPECT_EQ(machine.ending(), WorkerEnding::kDone);
  EXPECT_FALSE(machine.step(order(2)).empty());
  EXPECT_EQ(machine.ending(), WorkerEnding::kNone);
  static_cast<void>(machine.step(figures(2, true, true)));
  const auto stopped = machine.step(StopOrder{});
  ASSERT_EQ(stopped.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<StopEngine>(stopped[0])) << "no user comes any more";
  EXPECT_EQ(machine.ending(), WorkerEnding::kStopped);
  EXPECT_TRUE(machine.step(order(3)).empty());
}

TEST(WorkerMachine, AFatalEngineEndsAsFailed) {
  WorkerMachine machine;
  static_cast<void>(machine.step(order(1)));
  auto broken = figures(1, false);
  broken.fatal = "too many open files";
  ASSERT_EQ(machine.step(broken).size(), 1U);
  broken.finished = true;
  static_cast<void>(machine.step(broken));
  EXPECT_EQ(machine.ending(), WorkerEnding::kFailed);
  EXPECT_EQ(machine.failure(), "too many open files");
}

TEST(WorkerMachine, AFailureOfEveryWorkerIsToldApart) {
  WorkerMachine machine;
  static_cast<void>(machine.step(order(1)));
  auto broken = figures(1, true, true);
  broken.fatal = "the functions keep dying";
  broken.fatal_for_all = true;
  static_cast<void>(machine.step(broken));
  EXPECT_EQ(machine.ending(), WorkerEnding::kFailedForAll);
  EXPECT_TRUE(isFailure(machine.ending()));
  EXPECT_TRUE(machine.step(order(2)).empty());
}

TEST(WorkerMachine, ANewRunForgetsTheOldOne) {
  WorkerMachine machine;
  static_cast<void>(machine.step(order(1)));
  static_cast<void>(machine.step(figures(1, true, true)));
  static_cast<void>(machine.step(NewRun{}));
  EXPECT_EQ(machine.state(), RunState::kStopped);
  EXPECT_EQ(machine.appliedEpoch(), 0U);
  EXPECT_FALSE(machine.step(order(1)).empty());
}

}  // namespace
}  // namespace hrp::runner
