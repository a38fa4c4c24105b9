#include "net/own_ports.hpp"

#include <gtest/gtest.h>

#include <set>

namespace hrp::net {
namespace {

std::set<int> walkOf(OwnPorts& own) {
  std::set<int> ports;
  for (std::size_t i = 0; i < own.size(); ++i) ports.insert(own.next());
  return ports;
}

TEST(OwnPortsTest, AreThoseThatTheKernelTriesLast) {
  OwnPorts odd({.range = {1000, 1008}}, "");
  EXPECT_EQ(walkOf(odd), (std::set<int>{1001, 1003, 1005, 1007}));
  OwnPorts even({.range = {65525, 65535}, .seed = 4}, "");
  EXPECT_EQ(walkOf(even), (std::set<int>{65526, 65528, 65530, 65532, 65534}));
}

TEST(OwnPortsTest, AWalkBeginsAgainBehindItsEnd) {
  OwnPorts own({.range = {1000, 1009}, .seed = 7}, "");
  const std::uint16_t first = own.next();
  for (std::size_t i = 1; i < own.size(); ++i) EXPECT_NE(own.next(), first);
  EXPECT_EQ(own.next(), first);
}

TEST(OwnPortsTest, ThreadsHaveDifferentOnes) {
  std::set<int> all;
  std::size_t sum = 0;
  for (std::uint32_t thread = 0; thread < 3; ++thread) {
    OwnPorts own({.range = {1000, 1999}, .thread = thread, .threads = 3}, "");
    EXPECT_NEAR(static_cast<double>(own.size()), 500.0 / 3, 1);
    all.merge(walkOf(own));
    sum += own.size();
  }
  EXPECT_EQ(sum, 500U);
  EXPECT_EQ(all.size(), 500U);
}

TEST(OwnPortsTest, ReservedOnesAreLeftOut) {
  OwnPorts own({.range = {1000, 1015}}, "80,1003,1006-1009,1010-1010,x,,1015-1011,1011-");
  EXPECT_EQ(walkOf(own), (std::set<int>{1001, 1005, 1011, 1013, 1015}));
  EXPECT_TRUE(OwnPorts({.range = {1000, 1015}}, "1-65535").empty());
}

TEST(OwnPortsTest, ProcessesBeginInDifferentPlaces) {
  std::set<int> begins;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    begins.insert(OwnPorts({.range = {32768, 60999}, .seed = seed}, "").next());
  }
  EXPECT_GT(begins.size(), 15U);
}

TEST(OwnPortsTest, LeapsOverPorts) {
  OwnPorts own({.range = {1000, 1199}, .seed = 3}, "");
  const int first = own.next();
  own.skip(5);
  const int behind = own.next();
  EXPECT_EQ((behind - first + 200) % 200, 12);
  own.skip(99);
  EXPECT_EQ(own.next(), behind);
}

TEST(OwnPortsTest, ThereAreNoneInARangeOfOne) {
  EXPECT_TRUE(OwnPorts({.range = {1000, 1000}}, "").empty());
}

}  // namespace
}  // namespace hrp::net
