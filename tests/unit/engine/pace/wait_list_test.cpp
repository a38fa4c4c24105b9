#include "engine/pace/wait_list.hpp"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <vector>

#include "hrp/base/random.hpp"

namespace hrp::engine {
namespace {

struct Waiter : WaitLink<Waiter> {
  explicit Waiter(int waiter_number = 0) : number(waiter_number) {}
  int number;
};

TEST(WaitListTest, TheFirstToComeIsTheFirstToGo) {
  std::array<Waiter, 3> waiters{Waiter(1), Waiter(2), Waiter(3)};
  WaitList<Waiter> list;
  EXPECT_TRUE(list.empty());
  for (Waiter& waiter : waiters) list.enter(waiter);
  EXPECT_EQ(list.size(), 3U);
  EXPECT_EQ(list.first().number, 1);
  EXPECT_EQ(list.takeFirst().number, 1);
  list.enter(waiters[0]);
  for (const int number : {2, 3, 1}) EXPECT_EQ(list.takeFirst().number, number);
  EXPECT_TRUE(list.empty());
}

TEST(WaitListTest, AnyOneMayLeave) {
  base::Random random(7);
  std::deque<Waiter> waiters;
  std::deque<int> expected;
  WaitList<Waiter> list;
  for (int number = 0; number < 300; ++number) {
    list.enter(waiters.emplace_back(number));
    expected.push_back(number);
  }
  while (!expected.empty()) {
    const auto at = static_cast<std::ptrdiff_t>(random.below(expected.size()));
    list.leave(waiters[static_cast<std::size_t>(expected[static_cast<std::size_t>(at)])]);
    expected.erase(expected.begin() + at);
    ASSERT_EQ(list.size(), expected.size());
    if (!expected.empty()) {
      ASSERT_EQ(list.first().number, expected.front());
    }
  }
}

}  // namespace
}  // namespace hrp::engine
