#include "hrp/base/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace hrp::base {
namespace {

using namespace std::chrono_literals;

TEST(BoundedQueueTest, GivesValuesInTheOrderTheyCame) {
  BoundedQueue<int> queue(4);
  EXPECT_TRUE(queue.tryPush(1));
  EXPECT_TRUE(queue.tryPush(2));
  EXPECT_EQ(queue.tryPop(), 1);
  EXPECT_EQ(queue.tryPop(), 2);
  EXPECT_EQ(queue.tryPop(), std::nullopt);
}

TEST(BoundedQueueTest, RefusesValuesPastItsBound) {
  BoundedQueue<int> queue(1);
  EXPECT_TRUE(queue.tryPush(1));
  EXPECT_FALSE(queue.tryPush(2));
  EXPECT_EQ(queue.tryPop(), 1);
  EXPECT_TRUE(queue.tryPush(3));
}

TEST(BoundedQueueTest, DrainsAfterClosingAndTakesNothingMore) {
  BoundedQueue<int> queue(4);
  EXPECT_TRUE(queue.tryPush(7));
  queue.close();
  EXPECT_FALSE(queue.tryPush(8));
  EXPECT_EQ(queue.popFor(10s), 7);
  EXPECT_EQ(queue.popFor(10s), std::nullopt);
}

TEST(BoundedQueueTest, WakesAWaitingReader) {
  BoundedQueue<int> queue(4);
  std::optional<int> got;
  std::thread reader([&] { got = queue.popFor(30s); });
  EXPECT_TRUE(queue.tryPush(5));
  reader.join();
  EXPECT_EQ(got, 5);
}

}  // namespace
}  // namespace hrp::base
