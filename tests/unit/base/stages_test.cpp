#include "hrp/base/stages.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Stages kLine{{seconds(10), 100}, {seconds(10), 100}, {seconds(10), 0}, {seconds(0), 40}};

TEST(StagesTest, FollowTheLine) {
  EXPECT_DOUBLE_EQ(valueAt(kLine, seconds(-1)), 0);
  EXPECT_DOUBLE_EQ(valueAt(kLine, seconds(0)), 0);
  EXPECT_DOUBLE_EQ(valueAt(kLine, seconds(5)), 50);
  EXPECT_DOUBLE_EQ(valueAt(kLine, seconds(15)), 100);
  EXPECT_DOUBLE_EQ(valueAt(kLine, seconds(25)), 50);
  EXPECT_DOUBLE_EQ(valueAt(kLine, milliseconds(29'900)), 1);
  EXPECT_DOUBLE_EQ(valueAt(kLine, seconds(30)), 40);
  EXPECT_DOUBLE_EQ(valueAt(kLine, seconds(99)), 40);
  EXPECT_DOUBLE_EQ(valueAt({}, seconds(1)), 0);
}

TEST(StagesTest, KnowTheirLengthHeightAndRises) {
  EXPECT_EQ(lengthOf(kLine), seconds(30));
  EXPECT_DOUBLE_EQ(highestOf(kLine), 100);
  EXPECT_EQ(firstRiseOf(kLine), seconds(10));
  EXPECT_EQ(firstRiseOf({{seconds(3), 0}, {seconds(3), 5}}), seconds(0));
  EXPECT_EQ(firstRiseOf({{seconds(0), 5}, {seconds(3), 9}, {seconds(1), 9}}), seconds(3));
  EXPECT_DOUBLE_EQ(risesOf(kLine), 140);
  EXPECT_EQ(scaled(kLine, 0.25)[3], (Stage{seconds(0), 10}));
}

}  // namespace
}  // namespace hrp::base
