#include "hrp/stats/connection_figures.hpp"

#include <gtest/gtest.h>

namespace hrp::stats {
namespace {

using std::chrono::microseconds;

base::PhaseTimes opened(base::TlsHandshake handshake) {
  return {.dns = microseconds(10),
          .connect = microseconds(20),
          .tls = microseconds(30),
          .first_byte = microseconds(40),
          .total = microseconds(100),
          .handshake = handshake,
          .opened = 1};
}

TEST(ConnectionFiguresTest, KeepsOpenedAndKeptConnectionsApart) {
  ConnectionFigures figures;
  figures.record(opened(base::TlsHandshake::kFull));
  figures.record(opened(base::TlsHandshake::kResumed));
  figures.record({.first_byte = microseconds(5), .total = microseconds(7), .reused = true});
  EXPECT_EQ(figures.opened, 2U);
  EXPECT_EQ(figures.reused, 1U);
  EXPECT_EQ(figures.failed, 0U);
  EXPECT_EQ(figures.full_handshakes, 1U);
  EXPECT_EQ(figures.resumed_handshakes, 1U);
  EXPECT_EQ(figures.dns.max(), 10U);
  EXPECT_EQ(figures.connect.count(), 2U);
  EXPECT_EQ(figures.tls.sum(), 60U);
  EXPECT_EQ(figures.fresh.first_byte.max(), 40U);
  EXPECT_EQ(figures.fresh.total.max(), 100U);
  EXPECT_EQ(figures.kept.first_byte.max(), 5U);
  EXPECT_EQ(figures.kept.total.max(), 7U);
}

TEST(ConnectionFiguresTest, WhatDidNotHappenIsNotAZero) {
  ConnectionFigures figures;
  figures.record({.connect = microseconds(20), .failed = 2});
  figures.record({.connect = microseconds(20), .first_byte = microseconds(1), .opened = 1});
  EXPECT_EQ(figures.failed, 2U);
  EXPECT_EQ(figures.dns.count(), 0U);
  EXPECT_EQ(figures.connect.count(), 1U) << "of those that stood";
  EXPECT_EQ(figures.tls.count(), 0U);
  EXPECT_EQ(figures.fresh.total.count(), 1U);
}

// Sent on a kept connection, then on a new one that answered; and on two new ones.
TEST(ConnectionFiguresTest, EachTryOfARequestThatWasSentAgainCounts) {
  ConnectionFigures figures;
  figures.record({.first_byte = microseconds(5),
                  .total = microseconds(9),
                  .reused = true,
                  .opened = 1,
                  .resent = 1});
  EXPECT_EQ(figures.resent, 1U);
  EXPECT_EQ(figures.opened, 1U);
  EXPECT_EQ(figures.reused, 1U);
  EXPECT_EQ(figures.fresh.total.count(), 1U) << "the answer came on a new connection";
  EXPECT_EQ(figures.kept.total.count(), 0U);
  figures.record({.first_byte = microseconds(5), .opened = 2, .resent = 1});
  EXPECT_EQ(figures.opened + figures.reused, 2 + figures.resent);
}

TEST(ConnectionFiguresTest, MergesAndClears) {
  ConnectionFigures one;
  ConnectionFigures other;
  one.record(opened(base::TlsHandshake::kFull));
  one.resent = 3;
  other.record({.first_byte = microseconds(5), .total = microseconds(7), .reused = true});
  ConnectionFigures both = one;
  both.merge(other);
  one.record({.first_byte = microseconds(5), .total = microseconds(7), .reused = true});
  EXPECT_EQ(both, one);
  both.clear();
  EXPECT_EQ(both.opened + both.reused + both.resent, 0U);
  EXPECT_EQ(both.kept.total.count(), 0U);
}

}  // namespace
}  // namespace hrp::stats
