// Steps at which users wait for each other (src/testcase/steps/rendezvous.cpp).

#include <gmock/gmock.h>

#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RendezvousSource, IsByNumberOrByPercentOrOfAll) {
  const auto loaded = program(
      "config: {base_url: http://h}\n"
      "teststeps:\n"
      "- rendezvous: {name: R, number: 5, timeout: 700}\n"
      "- rendezvous: {name: S, number: 5, percent: 0.5}\n"
      "- rendezvous: {name: T, percent: 0.5}\n");
  ASSERT_EQ(loaded->operations.size(), 3U);
  const auto& by_number = *stepIf<RendezvousStep>(loaded->operations[0]);
  EXPECT_EQ(by_number.number, 5);
  EXPECT_EQ(by_number.timeout, milliseconds(700));
  const auto& both = *stepIf<RendezvousStep>(loaded->operations[1]);
  EXPECT_EQ(both.number, 0);
  EXPECT_EQ(both.percent, 1);
  EXPECT_EQ(both.timeout, seconds(5));
  EXPECT_EQ(stepIf<RendezvousStep>(loaded->operations[2])->percent, 0.5);
  EXPECT_EQ(loaded->operations[2].name.source(), "T");
}

}  // namespace
}  // namespace hrp::testcase
