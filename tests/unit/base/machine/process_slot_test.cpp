#include "hrp/base/machine/process_slot.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace hrp::base {
namespace {

// Of this process alone: the tests may run several times at once.
std::string purpose(const char* name) {
  return "test-" + std::to_string(::getpid()) + "-" + name;
}

TEST(ProcessSlotTest, GivesTheLowestThatIsFree) {
  auto first = ProcessSlot::claim(purpose("lowest"), 3);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->number(), 1);
  const auto second = ProcessSlot::claim(purpose("lowest"), 3);
  EXPECT_EQ(second->number(), 2);
  first.reset();
  EXPECT_EQ(ProcessSlot::claim(purpose("lowest"), 3)->number(), 1) << "it was free again";
}

TEST(ProcessSlotTest, PurposesDoNotMeet) {
  const auto one = ProcessSlot::claim(purpose("one"), 1);
  const auto other = ProcessSlot::claim(purpose("other"), 1);
  EXPECT_TRUE(one.has_value() && other.has_value());
}

TEST(ProcessSlotTest, EndsAtTheBound) {
  const auto only = ProcessSlot::claim(purpose("bound"), 1);
  ASSERT_TRUE(only.has_value());
  EXPECT_FALSE(ProcessSlot::claim(purpose("bound"), 1).has_value());
}

TEST(ProcessSlotTest, MovesWithItsOwner) {
  auto slot = ProcessSlot::claim(purpose("moved"), 1);
  ASSERT_TRUE(slot.has_value());
  const ProcessSlot moved = std::move(*slot);
  slot.reset();
  EXPECT_FALSE(ProcessSlot::claim(purpose("moved"), 1).has_value()) << "it is still held";
}

TEST(ProcessSlotTest, ANameThatIsTooLongIsNoSlot) {
  EXPECT_FALSE(ProcessSlot::claim(std::string(200, 'x'), 2).has_value());
}

TEST(ProcessSlotTest, TheScopeStaysAndEndsInItsDigits) {
  const std::string scope = slotScope();
  EXPECT_EQ(slotScope(), scope);
  ASSERT_GT(scope.size(), 9U);
  EXPECT_EQ(scope[scope.size() - 9], '-');
  EXPECT_EQ(scope.substr(scope.size() - 8).find_first_not_of("0123456789abcdef"),
            std::string::npos);
}

}  // namespace
}  // namespace hrp::base
