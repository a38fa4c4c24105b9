#include "engine/threads/engine_thread.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace hrp::engine {
namespace {

class EngineThreadTest : public ::testing::Test {
 protected:
  EngineThreadTest() {
    auto program = std::make_shared<testcase::Program>();
    auto workload = std::make_shared<testcase::Workload>();
    workload->programs.push_back(program);
    run_ = std::move(*makeSharedRun(clock_, workload, {}));
    run_->mailbox.reset(1);
    thread_ = std::make_unique<EngineThread>(EngineThread::Parts{*run_, 0});
  }
  bool waitUntilIdle() {
    const base::TimePoint deadline = clock_.now() + std::chrono::seconds(20);
    while (!run_->mailbox.allIdle()) {
      if (clock_.now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
  base::SystemClock clock_;
  std::unique_ptr<SharedRun> run_;
  std::unique_ptr<EngineThread> thread_;
};

TEST_F(EngineThreadTest, RunsItsUsersToTheirEnd) {
  ASSERT_TRUE(thread_->launch());
  thread_->start(clock_.now());
  thread_->order({SpawnGroup{.count = 3, .iterations = 300}}, Lane{}, clock_.now());
  ASSERT_TRUE(waitUntilIdle());
  stats::Slice total;
  for (const auto& slice : run_->mailbox.take()) total.merge(slice.slice);
  EXPECT_EQ(total.iterations, 300U);
  EXPECT_EQ(run_->alive.load(), 0);
  EXPECT_EQ(run_->ended_self.load(), 3);
  EXPECT_EQ(thread_->load(), 0);
}

TEST_F(EngineThreadTest, StopEndsUsersThatNeverWait) {
  ASSERT_TRUE(thread_->launch());
  thread_->start(clock_.now());
  thread_->order({SpawnGroup{.count = 2}, SpawnGroup{.count = 5, .rate_per_s = 0.01}}, Lane{},
                 clock_.now());
  thread_->stop(std::chrono::seconds(1));
  ASSERT_TRUE(waitUntilIdle());
  EXPECT_EQ(run_->pending.load(), 0);
  EXPECT_EQ(thread_->load(), 0);
}

TEST_F(EngineThreadTest, RemovesPendingUsersFirst) {
  ASSERT_TRUE(thread_->launch());
  thread_->start(clock_.now());
  thread_->order({SpawnGroup{.count = 4, .rate_per_s = 0.01}}, Lane{}, clock_.now());
  thread_->remove(4);
  ASSERT_TRUE(waitUntilIdle());
  EXPECT_EQ(thread_->load(), 0);
  EXPECT_EQ(run_->ended_self.load(), 0);
}

TEST_F(EngineThreadTest, CanBeDestroyedAtAnyTime) {
  ASSERT_TRUE(thread_->launch());
  thread_->start(clock_.now());
  thread_->order({SpawnGroup{.count = 10}}, Lane{}, clock_.now());
  thread_.reset();
  SUCCEED();
}

}  // namespace
}  // namespace hrp::engine
