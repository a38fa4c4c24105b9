#include "engine/functions/replay.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"
#include "support/fakes/fake_custom_functions.hpp"

namespace hrp::engine {
namespace {

using expression::Value;
using std::chrono::seconds;

class ReplayTest : public ::testing::Test {
 protected:
  // Something that depends on time, random numbers and three calls.
  Value evaluate() {
    Value seen = Value::array();
    for (int i = 0; i < 3; ++i) {
      seen.push_back(replay_.clock().wallNow().time_since_epoch().count());
      seen.push_back(replay_.random().next());
      const std::vector<Value> arguments{seen.back()};
      const auto answer = replay_.call(custom_, "echo", arguments);
      if (!answer) {
        // As a check that goes on after an error: none of it counts.
        (void)replay_.clock().wallNow();
        (void)replay_.random().next();
        (void)replay_.call(custom_, "fail", {});
        return {};
      }
      seen.push_back(*answer);
    }
    return seen;
  }

  hrp::testing::FakeClock clock_;
  base::Random seeds_{7};
  Replay replay_{clock_, seeds_};
  hrp::testing::FakeCustomFunctions custom_;
};

TEST_F(ReplayTest, ARepetitionTakesTheSameWay) {
  replay_.begin();
  Value seen = evaluate();
  std::vector<Value> asked;
  while (replay_.pending()) {
    auto [call, log] = replay_.suspend();
    EXPECT_EQ(call.functions, &custom_);
    EXPECT_EQ(call.name, "echo");
    asked.push_back(call.arguments[0]);
    // Another user evaluates meanwhile, and time goes on.
    replay_.begin();
    (void)replay_.random().next();
    clock_.advance(seconds(1));
    log.answers.emplace_back("echo", call.arguments[0]);
    replay_.repeat(std::move(log));
    replay_.begin();
    seen = evaluate();
  }
  ASSERT_EQ(seen.size(), 9U);
  ASSERT_EQ(asked.size(), 3U) << "each call was made once";
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(seen[3 * i + 1], asked[i]);
    EXPECT_EQ(seen[3 * i + 2], asked[i]);
  }
  EXPECT_EQ(seen[3].get<std::int64_t>() - seen[0].get<std::int64_t>(), 1000)
      << "what comes behind an answer sees the time of then";
  EXPECT_NE(seen[1], seen[4]);
}

TEST_F(ReplayTest, EvaluationsHaveRandomNumbersOfTheirOwn) {
  replay_.begin();
  const auto first = replay_.random().next();
  replay_.begin();
  EXPECT_NE(replay_.random().next(), first);
}

TEST_F(ReplayTest, AnAnswerMayBeAnError) {
  replay_.begin();
  EXPECT_FALSE(replay_.call(custom_, "fail", {}));
  auto [call, log] = replay_.suspend();
  log.answers.emplace_back("fail", base::fail(base::ErrorCode::kFunction, "bad"));
  replay_.repeat(std::move(log));
  replay_.begin();
  EXPECT_EQ(replay_.call(custom_, "fail", {}).error().message, "bad");
  EXPECT_FALSE(replay_.pending());
}

TEST_F(ReplayTest, AnswersOfAnotherWayAreDropped) {
  replay_.repeat({1, {}, {{"echo", Value(1)}, {"echo", Value(2)}}});
  replay_.begin();
  const std::vector<Value> arguments{1};
  EXPECT_EQ(*replay_.call(custom_, "echo", arguments), 1);
  EXPECT_FALSE(replay_.call(custom_, "fail", {}));
  const auto [call, log] = replay_.suspend();
  EXPECT_EQ(call.name, "fail");
  EXPECT_EQ(log.answers.size(), 1U);
}

}  // namespace
}  // namespace hrp::engine
