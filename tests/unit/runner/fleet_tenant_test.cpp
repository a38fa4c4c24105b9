#include "hrp/runner/fleet_tenant.hpp"

#include <gtest/gtest.h>

namespace hrp::runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

engine::FleetNeeds needs(const engine::RowNeed& need) {
  engine::FleetNeeds made;
  made.rows.push_back(need);
  return made;
}
engine::RowWord word(std::uint64_t number) {
  return {.set = 0, .number = number, .ranges = {{number * 10, 10}}};
}

class FleetTenantTest : public ::testing::Test {
 protected:
  std::optional<FleetClaim> say(const engine::RowNeed& need) {
    tenant_.add(needs(need), now_);
    return tenant_.due(now_);
  }
  FleetTenant tenant_;
  base::TimePoint now_{seconds(1)};
};

TEST_F(FleetTenantTest, WantsARowForEachUserAtFirst) {
  const auto claim = say({.users = 7});
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->rows[0].level, 7U);
  EXPECT_FALSE(say({.users = 7}));
}

TEST_F(FleetTenantTest, WantsWhatItUsesInAWhile) {
  for (std::uint64_t tick = 0; tick < 20; ++tick) {
    static_cast<void>(say({.started = tick * 500, .users = 7}));
    now_ += milliseconds(500);
  }
  now_ += seconds(1);
  const auto claim = say({.started = 20 * 500, .users = 7});
  ASSERT_TRUE(claim);
  EXPECT_GT(claim->rows[0].level, 1'500U);
  EXPECT_LT(claim->rows[0].level, 3'100U);
}

TEST_F(FleetTenantTest, NeverWantsMoreThanItCanUse) {
  const auto claim = say({.users = 7, .useful = 3});
  EXPECT_EQ(claim->rows[0].level, 3U);
}

TEST_F(FleetTenantTest, SpeaksAtOnceWhenUsersWaitOrLittleIsLeft) {
  static_cast<void>(say({.users = 10, .held = {{0, 10}}}));
  EXPECT_FALSE(say({.users = 10, .held = {{4, 6}}}));
  EXPECT_TRUE(say({.users = 10, .held = {{5, 5}}}));
  EXPECT_FALSE(say({.users = 10, .held = {{6, 4}}}));
  EXPECT_TRUE(say({.users = 10, .waiting = 2}));
  EXPECT_FALSE(say({.users = 10, .waiting = 2}));
  EXPECT_TRUE(say({.word = 1, .users = 10, .waiting = 2}));
}

TEST_F(FleetTenantTest, RepeatsWhatWasNotAnsweredAndThenSpeaksOnceASecond) {
  ASSERT_TRUE(say({.users = 1}));
  now_ += milliseconds(500);
  const auto again = say({.users = 1});
  ASSERT_TRUE(again);
  static_cast<void>(tenant_.receive({again->sequence, {}}));
  now_ += milliseconds(900);
  EXPECT_FALSE(say({.users = 1}));
  now_ += milliseconds(100);
  EXPECT_TRUE(say({.users = 1}));
}

TEST_F(FleetTenantTest, RepeatsWhatIsGivenBackUntilItIsKnown) {
  const auto first = say({.users = 1, .returned = {{3, 4}}});
  ASSERT_EQ(first->rows[0].returned.size(), 1U);
  EXPECT_EQ(first->rows[0].returned[0].number, 1U);
  EXPECT_FALSE(tenant_.settled());
  const auto second = say({.users = 1, .returned = {{9, 1}}});
  ASSERT_EQ(second->rows[0].returned.size(), 2U);
  static_cast<void>(tenant_.receive({first->sequence, {}}));
  EXPECT_FALSE(tenant_.settled());
  static_cast<void>(tenant_.receive({second->sequence, {}}));
  EXPECT_TRUE(tenant_.settled());
}

TEST_F(FleetTenantTest, TellsTheEngineEachWordOnceAndInTurn) {
  static_cast<void>(say({.users = 1}));
  EXPECT_TRUE(tenant_.receive({0, {{word(2)}, {}}}).empty());
  EXPECT_EQ(tenant_.receive({0, {{word(1), word(2)}, {}}}).rows.size(), 2U);
  EXPECT_TRUE(tenant_.receive({0, {{word(1)}, {}}}).empty());
  EXPECT_TRUE(tenant_.receive({0, {{{.set = 9, .number = 1}}, {}}}).empty());
  EXPECT_EQ(tenant_.receive({0, {{}, {3, {}}}}).meetings.number, 3U);
  EXPECT_TRUE(tenant_.receive({0, {{}, {2, {}}}}).empty());
}

}  // namespace
}  // namespace hrp::runner
