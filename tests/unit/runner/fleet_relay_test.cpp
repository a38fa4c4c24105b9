#include "hrp/runner/fleet_relay.hpp"

#include <gtest/gtest.h>

namespace hrp::runner {
namespace {

engine::FleetNeeds needs(std::uint64_t word, std::uint64_t started, std::uint64_t arrivals) {
  engine::FleetNeeds made;
  made.rows.push_back({.word = word, .started = started});
  made.points.push_back({.arrivals = arrivals});
  return made;
}

TEST(FleetRelay, GoesOnCountingWhenTheEngineIsPreparedAgain) {
  FleetRelay relay;
  EXPECT_EQ(relay.up(needs(2, 10, 3)).rows[0].word, 2U);
  engine::FleetWords words;
  words.rows.push_back({.set = 0, .number = 3});
  words.meetings = {7, {{1, true}}};
  EXPECT_EQ(relay.down(words).rows[0].number, 3U);

  auto last = needs(3, 12, 4);
  last.rows[0].returned = {{5, 2}};
  relay.ending(last);
  EXPECT_EQ(relay.again().meetings.number, 7U);
  const auto first = relay.up(needs(0, 0, 0));
  EXPECT_EQ(first.rows[0].word, 3U);
  EXPECT_EQ(first.rows[0].started, 12U);
  EXPECT_EQ(first.points[0].arrivals, 4U);
  EXPECT_EQ(first.rows[0].returned, (std::vector<engine::RowRange>{{5, 2}}));
  EXPECT_TRUE(relay.up(needs(1, 1, 1)).rows[0].returned.empty());
  words.rows[0].number = 4;
  EXPECT_EQ(relay.down(words).rows[0].number, 1U);
  relay.begin();
  EXPECT_EQ(relay.up(needs(0, 0, 0)).rows[0].word, 0U);
}

}  // namespace
}  // namespace hrp::runner
