#include "control/trailer_filter.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hrp::control {
namespace {

std::string kept(const std::string& body) {
  TrailerFilter filter;
  std::string text;
  for (const char byte : body) {
    if (filter.keeps(byte)) text += byte;
  }
  return text;
}

TEST(TrailerFilterTest, TakesTrailersOut) {
  const std::string chunks = "2\r\n{}\r\n";
  EXPECT_EQ(kept(chunks + "0\r\nX-A: 1\r\nB: 2\r\n\r\n"), chunks + "0\r\n\r\n");
  EXPECT_EQ(kept("0\r\nX: y\r\n\r\n"), "0\r\n\r\n");
  EXPECT_EQ(kept("0\nX: y\n\n"), "0\n\n");
}

TEST(TrailerFilterTest, LeavesEverythingElseAsItIs) {
  for (const char* body :
       {"0\r\n\r\n", "2\r\n{}\r\n0\r\n\r\n", "a;x=\"1\"\r\n0\r\n\r\n0\r\nX:\r\n0;last\r\n\r\n",
        "1A\r\nabcdefghijklmnopqrstuvwxyz\r\n00\r\n\r\n", "2\n{}\n0\n\n", "", "5\r\nab"}) {
    EXPECT_EQ(kept(body), body);
  }
}

// Chunks whose data looks like an end and like trailers.
TEST(TrailerFilterTest, CountsTheDataOfAChunk) {
  const std::string body = "e\r\n\r\n0\r\nX: y\r\n\r\n\r\n0\r\n";
  EXPECT_EQ(kept(body + "T: u\r\n\r\n"), body + "\r\n");
}

TEST(TrailerFilterTest, WhatIsNoChunkIsTheLibrarysToRefuse) {
  for (const char* body : {"x\r\nX: y\r\n\r\n", "\r\n0\r\nX: y\r\n\r\n", "-1\r\n0\r\nX: y\r\n"}) {
    EXPECT_EQ(kept(body), body);
  }
  const std::string huge(40, 'f');
  EXPECT_EQ(kept(huge + "\r\nabc"), huge + "\r\nabc");
}

}  // namespace
}  // namespace hrp::control
