#include "hrp/stats/departed_worker.hpp"

#include <gtest/gtest.h>

namespace hrp::stats {
namespace {

using std::chrono::milliseconds;

DepartedWorker lost(const std::string& id, base::Duration uncounted, double rate) {
  return {.id = id, .uncounted = uncounted, .requests_per_s = rate};
}

TEST(DepartedWorkerTest, WhatMayBeMissingIsItsRateOverTheTime) {
  EXPECT_EQ(lost("a", milliseconds(3'100), 99).mayBeMissing(), 307U);
  EXPECT_EQ(lost("a", milliseconds(1), 1).mayBeMissing(), 1U);
  EXPECT_EQ(lost("a", milliseconds(3'000), 0).mayBeMissing(), 0U);
  EXPECT_EQ(mayBeMissing({lost("a", milliseconds(1'000), 5), lost("b", milliseconds(500), 8)}), 9U);
}

TEST(DepartedWorkerTest, OnlyThoseWithoutAllFiguresMakeATotalIncomplete) {
  DepartedWorkers workers{{.id = "l", .how = Departure::kLeft, .complete = true}};
  EXPECT_TRUE(isComplete({}));
  EXPECT_TRUE(isComplete(workers));
  EXPECT_TRUE(lostWorkers(workers).empty());
  workers.push_back(lost("x", milliseconds(3'000), 0));
  EXPECT_FALSE(isComplete(workers));
  EXPECT_EQ(lostWorkers(workers), std::vector<std::string>{"x"});
}

TEST(DepartedWorkerTest, TheTextGroupsThemByWhatHappened) {
  EXPECT_EQ(departedText({}), "");
  const DepartedWorkers workers{lost("a", milliseconds(3'050), 100),
                                {.id = "b", .how = Departure::kLeft, .complete = true},
                                lost("c", milliseconds(3'000), 10),
                                {.id = "d", .how = Departure::kNotPrepared, .complete = true},
                                {.id = "e",
                                 .how = Departure::kNoAnswer,
                                 .uncounted = milliseconds(200),
                                 .requests_per_s = 5}};
  EXPECT_EQ(departedText(workers),
            "workers lost during the run: a (last counted 3.0 s before, about 305 requests may be "
            "missing), c (last counted 3.0 s before, about 30 requests may be missing); workers "
            "that did not answer the stop: e (last counted 0.2 s before, about 1 requests may be "
            "missing); workers that were not prepared in time: d; workers that left: b");
}

TEST(DepartedWorkerTest, ALongListIsCut) {
  DepartedWorkers workers;
  for (int i = 0; i < 250; ++i) workers.push_back(lost("w", milliseconds(1), 1));
  const std::string text = departedText(workers);
  EXPECT_TRUE(text.ends_with(" and 150 more")) << text;
}

TEST(DepartedWorkerTest, EveryKindHasAName) {
  EXPECT_EQ(toString(Departure::kLost), "lost");
  EXPECT_EQ(toString(Departure::kNoAnswer), "no-answer");
  EXPECT_EQ(toString(Departure::kNotPrepared), "not-prepared");
  EXPECT_EQ(toString(Departure::kFailed), "failed");
  EXPECT_EQ(toString(Departure::kLeft), "left");
}

}  // namespace
}  // namespace hrp::stats
