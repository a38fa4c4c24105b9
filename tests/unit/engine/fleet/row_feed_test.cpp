#include "engine/fleet/row_feed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace hrp::engine {
namespace {

RowWord word(std::uint64_t number, std::vector<RowRange> ranges) {
  return {.set = 0, .number = number, .ranges = std::move(ranges)};
}
std::uint64_t heldBy(const RowNeed& need) {
  std::uint64_t held = 0;
  for (const RowRange& range : need.held) held += range.count;
  return held;
}

TEST(RowFeed, WithoutALeaseUsersWait) {
  RowFeed feed({.rows = 5}, 1);
  const auto taken = feed.take(0);
  EXPECT_FALSE(taken.number);
  EXPECT_FALSE(taken.ended);
  feed.wait();
  EXPECT_EQ(feed.need().waiting, 1);
  feed.ceaseToWait();
  EXPECT_TRUE(feed.apply(word(1, {{7, 2}})));
  EXPECT_EQ(feed.take(0).number, 7U);
  EXPECT_EQ(feed.take(0).number, 8U);
  EXPECT_FALSE(feed.take(0).number);
  EXPECT_EQ(feed.need().started, 2U);
}

TEST(RowFeed, AppliesWordsOnceAndInTurn) {
  RowFeed feed({.rows = 5}, 1);
  EXPECT_FALSE(feed.apply(word(2, {{0, 5}})));
  EXPECT_TRUE(feed.apply(word(1, {{0, 1}})));
  EXPECT_FALSE(feed.apply(word(1, {{0, 5}})));
  EXPECT_EQ(feed.need().word, 1U);
  EXPECT_EQ(heldBy(feed.need()), 1U);
}

TEST(RowFeed, AThreadTakesWhatIsLeftOfAnothersPassBeforeTheNext) {
  RowFeed feed({.rows = 100}, 2);
  ASSERT_TRUE(feed.apply(word(1, {{0, 150}})));
  EXPECT_EQ(feed.take(0).number, 0U);  // thread 0 has a block now
  std::vector<std::uint64_t> taken{0};
  for (int i = 0; i < 99; ++i) taken.push_back(*feed.take(1).number);
  std::sort(taken.begin(), taken.end());
  for (std::uint64_t i = 0; i < 100; ++i) EXPECT_EQ(taken[i], i);
  EXPECT_EQ(feed.take(1).number, 100U);
}

TEST(RowFeed, GivesBackWhatWasNotTaken) {
  RowFeed feed({.rows = 100}, 2);
  ASSERT_TRUE(feed.apply(word(1, {{0, 50}})));
  static_cast<void>(feed.take(0));
  static_cast<void>(feed.take(1));
  RowWord recall = word(2, {});
  recall.recall = true;
  EXPECT_FALSE(feed.apply(recall));
  const RowNeed need = feed.need();
  EXPECT_TRUE(need.held.empty());
  std::uint64_t returned = 0;
  for (const RowRange& range : need.returned) returned += range.count;
  EXPECT_EQ(returned, 48U);
  EXPECT_TRUE(feed.need().returned.empty());
  EXPECT_FALSE(feed.take(0).number);
  ASSERT_TRUE(feed.apply(word(3, {{60, 4}})));
  feed.giveBackAll();
  EXPECT_EQ(feed.need().returned, (std::vector<RowRange>{{60, 4}}));
}

TEST(RowFeed, EndsForThoseWithoutARow) {
  RowFeed feed({.rows = 3, .end = 3, .unique = true}, 1);
  RowWord last = word(1, {{0, 1}});
  last.ended = true;
  EXPECT_TRUE(feed.apply(last));
  EXPECT_EQ(feed.take(0).number, 0U);
  EXPECT_TRUE(feed.take(0).ended);
  ASSERT_TRUE(feed.apply(word(2, {{1, 1}})));
  EXPECT_EQ(feed.take(0).number, 1U);
}

TEST(RowFeed, RowsOfHugeProductsDoNotOverflow) {
  RowFeed feed({.rows = UINT64_MAX}, 1);
  ASSERT_TRUE(feed.apply(word(1, {{0, 3}})));
  EXPECT_EQ(feed.take(0).number, 0U);
}

// Threads take while rows come, are recalled and come again: each is taken or given back once.
TEST(RowFeed, ManyThreadsTakeEachRowOnce) {
  constexpr std::size_t kThreads = 4;
  constexpr std::uint64_t kRows = 20'000;
  RowFeed feed({.rows = kRows, .end = kRows, .unique = true}, kThreads);
  std::vector<std::vector<std::uint64_t>> taken(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&feed, &taken, i] {
      for (RowFeed::Taken next; !next.ended;) {
        next = feed.take(i);
        if (next.number) taken[i].push_back(*next.number);
      }
    });
  }
  std::uint64_t number = 0;
  base::NumberRanges left;
  left.add({0, kRows});
  while (!left.empty() || heldBy(feed.need()) > 0) {
    RowWord next = word(++number, {});
    if (!left.empty()) next.ranges.push_back(left.takeLowest(500));
    next.recall = number % 3 == 0;
    static_cast<void>(feed.apply(next));
    for (const RowRange& range : feed.need().returned) left.add(range);
  }
  RowWord end = word(++number, {});
  end.ended = true;
  static_cast<void>(feed.apply(end));
  for (auto& thread : threads) thread.join();
  std::vector<std::uint64_t> all;
  for (const auto& part : taken) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), kRows);
  for (std::uint64_t i = 0; i < kRows; ++i) ASSERT_EQ(all[i], i);
}

}  // namespace
}  // namespace hrp::engine
