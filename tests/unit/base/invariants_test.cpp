#include "hrp/base/invariants.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hrp::base {
namespace {

enum class Light : std::uint8_t { kRed, kGreen };

Finding crossing(int cars, Light light) {
  RuleCheck check("Crossing");
  check.state(light == Light::kGreen || cars <= 9, "a red light holds up at most 9 cars", "cars",
              cars, "light", light, "street", "north");
  check.count(cars >= 0, "no car leaves twice", "cars", cars);
  return check.finding();
}

TEST(InvariantsTest, FindsNothingWhereTheRulesHold) {
  EXPECT_FALSE(crossing(3, Light::kRed));
  enforce(crossing(3, Light::kRed));
}

TEST(InvariantsTest, NamesTheMachineTheRuleAndTheValues) {
  const auto finding = crossing(12, Light::kRed);
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->text(),
            "broken invariant of Crossing: a red light holds up at most 9 cars "
            "(cars=12 light=0 street=north)");
  EXPECT_EQ(finding->gravity, BrokenRule::Gravity::kState);
  EXPECT_EQ(crossing(-1, Light::kGreen)->gravity, BrokenRule::Gravity::kMiscount);
}

TEST(InvariantsTest, TheFirstBrokenRuleIsTheFinding) {
  RuleCheck check("House");
  check.part(std::nullopt);
  check.part(crossing(-1, Light::kGreen), "at", "its door");
  check.state(false, "it has a roof");
  ASSERT_TRUE(check.finding());
  EXPECT_EQ(check.finding()->machine, "Crossing");
  EXPECT_EQ(check.finding()->values, "cars=-1 at=its door");
}

TEST(InvariantsTest, ListenersHearInsteadAndNest) {
  std::vector<std::string> outer;
  std::vector<std::string> inner;
  const BrokenRuleListener first([&](const BrokenRule& broken) { outer.push_back(broken.rule); });
  {
    const BrokenRuleListener second(
        [&](const BrokenRule& broken) { inner.push_back(broken.rule); });
    enforce(crossing(-1, Light::kGreen));
  }
  enforce(crossing(12, Light::kRed));
  EXPECT_EQ(inner, std::vector<std::string>{"no car leaves twice"});
  EXPECT_EQ(outer, std::vector<std::string>{"a red light holds up at most 9 cars"});
}

TEST(InvariantsDeathTest, AMiscountEndsTheProcessInEveryBuild) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(enforce(crossing(-1, Light::kGreen)), "Crossing: no car leaves twice .cars=-1.");
}

TEST(InvariantsDeathTest, AWrongStateEndsItInDebugBuildsOnly) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  if (kCheckAllAfterEachStep) {
    EXPECT_DEATH(enforce(crossing(12, Light::kRed)), "a red light holds up at most 9 cars");
  } else {
    enforce(crossing(12, Light::kRed));
  }
}

}  // namespace
}  // namespace hrp::base
