#include "control/task_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace hrp::control {
namespace {

TEST(TaskPool, RunsEveryTask) {
  std::atomic<int> done = 0;
  TaskPool pool(3, 4);
  for (int i = 0; i < 100; ++i) pool.enqueue([&] { ++done; });
  pool.shutdown();
  EXPECT_EQ(done, 100);
}

TEST(TaskPool, RunsTasksAtTheSameTime) {
  TaskPool pool(2, 4);
  std::promise<void> first;
  std::promise<void> second;
  // Each waits for the other, so one thread alone would never end.
  pool.enqueue([&] {
    first.set_value();
    second.get_future().wait();
  });
  pool.enqueue([&] {
    first.get_future().wait();
    second.set_value();
  });
  pool.shutdown();
  SUCCEED();
}

TEST(TaskPool, AFullQueueHoldsUpTheCaller) {
  TaskPool pool(1, 1);
  std::promise<void> taken;
  std::promise<void> release;
  auto released = release.get_future().share();
  pool.enqueue([&taken, released] {
    taken.set_value();
    released.wait();
  });
  taken.get_future().wait();
  pool.enqueue([] {});
  auto third = std::async(std::launch::async, [&] { pool.enqueue([] {}); });
  EXPECT_EQ(third.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  release.set_value();
  third.get();
  pool.shutdown();
}

}  // namespace
}  // namespace hrp::control
