#include "hrp/stats/recorder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "hrp/base/random.hpp"

namespace hrp::stats {
namespace {

TEST(RecorderTest, InterningTwiceGivesTheSameId) {
  Recorder recorder;
  const RowId id = recorder.internRow("request-GET", "home", true);
  EXPECT_EQ(recorder.internRow("request-GET", "home", true), id);
  EXPECT_NE(recorder.internRow("request-POST", "home", true), id);
  EXPECT_NE(recorder.internRow("request-GE", "Thome", true), id);
}

TEST(RecorderTest, CountsEveryFieldOfASample) {
  Recorder recorder;
  const RowId id = recorder.internRow("request-GET", "home", true);
  recorder.record({.row = id,
                   .latency_us = 1'500,
                   .service_time_us = 1'000,
                   .paced = true,
                   .bytes_sent = 10,
                   .bytes_received = 20,
                   .content_bytes = 15,
                   .status = 500,
                   .error = base::ErrorKind::kCheck,
                   .error_message = "status_code: 500, expected 200"});
  recorder.record({.row = id, .latency_us = 700, .service_time_us = 9, .status = 200});
  recorder.transactionEnded(true);
  recorder.transactionEnded(false);
  recorder.transactionEnded(true);
  recorder.iterationEnded();
  recorder.lateStart();
  recorder.loopLag(40);
  recorder.loopLag(30);

  const Slice slice = recorder.takeSlice();
  const Row& row = slice.rows.at({"request-GET", "home"});
  EXPECT_EQ(row.requests(), 2U);
  EXPECT_EQ(row.failures(), 1U);
  EXPECT_EQ(row.latency.passed.max(), 700U);
  EXPECT_EQ(row.latency.failed.min(), 1'500U);
  EXPECT_EQ(row.service_time.passed.count(), 0U);
  EXPECT_EQ(row.service_time.failed.count(), 1U) << "only a paced sample has a service time";
  EXPECT_EQ(row.bytes_sent, 10U);
  EXPECT_EQ(row.bytes_received, 20U);
  EXPECT_EQ(row.content_bytes, 15U);
  EXPECT_EQ((row.errors.at({base::ErrorKind::kCheck, "status_code: 500, expected 200"})), 1U);
  EXPECT_EQ(slice.status_codes, (std::map<int, std::uint64_t>{{200, 1}, {500, 1}}));
  EXPECT_EQ(slice.transactions_passed, 2U);
  EXPECT_EQ(slice.transactions_failed, 1U);
  EXPECT_EQ(slice.iterations, 1U);
  EXPECT_EQ(slice.late_starts, 1U);
  EXPECT_EQ(slice.max_loop_lag_us, 40U);
}

TEST(RecorderTest, ARowHasTheConnectionsOfItsSamples) {
  using namespace std::chrono_literals;
  Recorder recorder;
  const RowId home = recorder.internRow("request-GET", "home", true);
  const RowId other = recorder.internRow("request-GET", "other", true);
  const base::PhaseTimes opened{.connect = 90us, .first_byte = 200us, .opened = 1};
  const base::PhaseTimes reused{.first_byte = 300us, .reused = true};
  const std::array redirected{opened, reused};
  const std::array kept{reused};
  recorder.record({.row = home, .latency_us = 600, .exchanges = redirected});
  recorder.record({.row = other, .latency_us = 60, .exchanges = kept});

  const Slice slice = recorder.takeSlice();
  const ConnectionFigures& figures = slice.rows.at({"request-GET", "home"}).connections;
  EXPECT_EQ(figures.opened, 1U);
  EXPECT_EQ(figures.reused, 1U);
  EXPECT_EQ(figures.connect.max(), 90U);
  EXPECT_EQ(figures.fresh.first_byte.max(), 200U);
  EXPECT_EQ(figures.kept.first_byte.max(), 300U);
  const ConnectionFigures sum = totalOf(slice).connections;
  EXPECT_EQ(sum.opened, 1U);
  EXPECT_EQ(sum.reused, 2U);
  EXPECT_EQ(sum.kept.first_byte.count(), 2U);

  recorder.record({.row = home, .latency_us = 1});
  EXPECT_EQ(recorder.takeSlice().rows.at({"request-GET", "home"}).connections, ConnectionFigures());
}

// However the times of a request are kept, each of its figures gets its own.
TEST(RecorderTest, KeepsTheTimesOfEveryKindOfSample) {
  base::Random random(31);
  Recorder recorder;
  const RowId id = recorder.internRow("request-GET", "home", true);
  Row expected;
  expected.in_total = true;
  for (int i = 0; i < 2'000; ++i) {
    const auto anyTime = [&] { return base::Duration(random.below(3'000'000)); };
    base::PhaseTimes phases{.first_byte = anyTime(), .reused = random.below(8) != 0};
    phases.total = random.below(3) == 0 ? phases.first_byte + anyTime() : phases.first_byte;
    if (!phases.reused && random.below(2) == 0) {
      phases.connect = anyTime();
      phases.opened = 1;
    }
    if (random.below(9) == 0) phases.failed = 1;
    Sample sample{.row = id, .latency_us = base::microseconds(phases.total)};
    if (random.below(5) == 0) sample.latency_us += random.below(3);
    const bool failed = random.below(4) == 0;
    if (failed) {
      sample.error = base::ErrorKind::kCheck;
      sample.error_message = "no";
      countError(expected, sample.error, sample.error_message, 1);
    }
    const auto times = failed ? &OutcomeTimes::failed : &OutcomeTimes::passed;
    if (random.below(7) == 0) {
      sample.paced = true;
      sample.service_time_us = random.below(5'000);
      (expected.service_time.*times).record(sample.service_time_us);
    }
    const std::vector<base::PhaseTimes> exchanges(random.below(3), phases);
    sample.exchanges = exchanges;
    recorder.record(sample);
    (expected.latency.*times).record(sample.latency_us);
    for (const base::PhaseTimes& exchange : exchanges) expected.connections.record(exchange);
  }
  EXPECT_EQ(recorder.takeSlice().rows.at({"request-GET", "home"}), expected);
  EXPECT_TRUE(recorder.takeSlice().empty());
}

TEST(RecorderTest, CountsTheCallsOfFunctions) {
  Recorder recorder;
  recorder.functionCalled(std::chrono::microseconds(1500), false);
  recorder.functionCalled(std::chrono::microseconds(500), true);
  const Slice slice = recorder.takeSlice();
  EXPECT_EQ(slice.function_calls, 2U);
  EXPECT_EQ(slice.function_failures, 1U);
  EXPECT_EQ(slice.function_time_us, 2000U);
  EXPECT_TRUE(recorder.takeSlice().empty());
}

TEST(RecorderTest, AFailureThatAnotherRowListsIsOnlyCounted) {
  Recorder recorder;
  Sample sample;
  sample.row = recorder.internRow("transaction", "Action", false);
  sample.error = base::ErrorKind::kCheck;
  sample.list_error = false;
  recorder.record(sample);
  const Row row = recorder.takeSlice().rows.at({"transaction", "Action"});
  EXPECT_EQ(row.failures(), 1u);
  EXPECT_TRUE(row.errors.empty());
}

TEST(RecorderTest, AnAbortedRequestIsInNoFigureButItsOwn) {
  using namespace std::chrono_literals;
  Recorder recorder;
  const RowId id = recorder.internRow("request-GET", "home", true);
  const std::array exchanges{base::PhaseTimes{.connect = 90us, .first_byte = 200us, .opened = 1},
                             base::PhaseTimes{.first_byte = 300us, .total = 300us, .reused = true}};
  recorder.record({.row = id,
                   .latency_us = 300,
                   .paced = true,
                   .bytes_sent = 10,
                   .bytes_received = 4,
                   .error = base::ErrorKind::kAborted,
                   .error_message = "the run was stopped",
                   .exchanges = exchanges});
  Row expected;
  expected.aborted = 1;
  expected.bytes_sent = 10;
  expected.bytes_received = 4;
  expected.connections.opened = 1;
  expected.connections.reused = 1;
  const Slice slice = recorder.takeSlice();
  EXPECT_EQ(slice.rows.at({"request-GET", "home"}), expected);
  EXPECT_EQ(totalOf(slice).aborted, 1U);
  EXPECT_TRUE(slice.status_codes.empty());
  EXPECT_TRUE(recorder.takeSlice().empty());
}

TEST(RecorderTest, TakingLeavesItEmptyAndTheIdsValid) {
  Recorder recorder;
  const RowId first = recorder.internRow("request-GET", "first", true);
  const RowId second = recorder.internRow("transaction", "second", false);
  recorder.record({.row = first, .latency_us = 5, .status = 200});
  EXPECT_EQ(recorder.takeSlice().rows.size(), 1U) << "rows without a sample are left out";
  EXPECT_TRUE(recorder.takeSlice().empty());
  recorder.record({.row = second, .latency_us = 6});
  const Slice slice = recorder.takeSlice();
  ASSERT_EQ(slice.rows.size(), 1U);
  EXPECT_EQ(slice.rows.begin()->first, (RowKey{"transaction", "second"}));
  EXPECT_FALSE(slice.rows.begin()->second.in_total);
  EXPECT_EQ(slice.rows.begin()->second.latency.all().min(), 6U);
  EXPECT_TRUE(slice.status_codes.empty());
}

TEST(RecorderTest, SlicesOfAnyCutMergeToTheSameTotal) {
  base::Random random(29);
  Recorder whole;
  Recorder cut;
  Slice merged;
  for (int i = 0; i < 3'000; ++i) {
    const std::string name = "step " + std::to_string(random.below(5));
    Sample sample{.row = whole.internRow("request-GET", name, true),
                  .latency_us = random.below(1'000'000),
                  .status = 200};
    if (random.below(10) == 0) {
      sample.error = base::ErrorKind::kReset;
      sample.error_message = "connection reset";
    }
    whole.record(sample);
    sample.row = cut.internRow("request-GET", name, true);
    cut.record(sample);
    if (random.below(100) == 0) merged.merge(cut.takeSlice());
  }
  merged.merge(cut.takeSlice());
  EXPECT_EQ(merged, whole.takeSlice());
}

TEST(RecorderTest, NamesPastTheCapShareOneRowOfTheirType) {
  Recorder recorder;
  for (std::size_t i = 0; i < kMaxRows; ++i) {
    std::ignore = recorder.internRow("request-GET", "n" + std::to_string(i), true);
  }
  const RowId other = recorder.internRow("request-GET", "one more", true);
  EXPECT_EQ(recorder.internRow("request-GET", "yet another", true), other);
  EXPECT_NE(recorder.internRow("request-POST", "one more", true), other);
  EXPECT_LT(recorder.internRow("request-GET", "n7", true), other);
  recorder.record({.row = other, .latency_us = 5});
  EXPECT_TRUE((recorder.takeSlice().rows.contains({"request-GET", "other"})));
}

TEST(RecorderTest, StatusCodesOutsideHttpDoNotWriteOutsideTheArray) {
  Recorder recorder;
  const RowId id = recorder.internRow("request-GET", "home", true);
  for (const int status : {-1, 0, 42, 1'000, 1'000'000, 999}) {
    recorder.record({.row = id, .latency_us = 1, .status = status});
  }
  EXPECT_EQ(recorder.takeSlice().status_codes, (std::map<int, std::uint64_t>{{0, 4}, {999, 1}}));
}

TEST(RecorderDeathTest, AnUnknownRowIdIsAProgrammingError) {
  Recorder recorder;
  EXPECT_DEATH(recorder.record({.row = 3}), "rows_");
}

TEST(RecorderTest, HandsOverWhatWasCountedAndGoesOnInAnotherTally) {
  Recorder recorder;
  const RowId first = recorder.internRow("t", "first", true);
  recorder.record({.row = first, .latency_us = 10, .bytes_sent = 5, .status = 200});
  recorder.iterationEnded();
  Tally one;
  recorder.handOver(one);
  const RowId second = recorder.internRow("t", "second", false);
  recorder.record({.row = second, .latency_us = 30, .status = 404});
  recorder.record({.row = first, .latency_us = 20, .bytes_sent = 7, .status = 200});
  const Slice before = one.takeSlice();
  ASSERT_EQ(before.rows.size(), 1U);
  const Row& row = before.rows.at({"t", "first"});
  EXPECT_EQ(row.requests(), 1U);
  EXPECT_EQ(row.bytes_sent, 5U);
  EXPECT_TRUE(row.in_total);
  EXPECT_EQ(before.iterations, 1U);
  EXPECT_EQ(before.status_codes.size(), 1U);
  EXPECT_TRUE(one.takeSlice().empty());
  recorder.handOver(one);
  const Slice after = one.takeSlice();
  ASSERT_EQ(after.rows.size(), 2U);
  EXPECT_EQ(after.rows.at({"t", "first"}).bytes_sent, 7U);
  EXPECT_FALSE(after.rows.at({"t", "second"}).in_total);
  EXPECT_EQ(after.status_codes.at(404), 1U);
  EXPECT_EQ(after.iterations, 0U);
  EXPECT_TRUE(recorder.takeSlice().empty());
}

TEST(RecorderTest, CountsEachSampleOnceOverManyHandOversOfThreeTallies) {
  Recorder recorder;
  Tally spare[3];
  Slice all;
  std::uint64_t sent = 0;
  for (int cut = 0; cut < 30; ++cut) {
    for (int i = 0; i < 50; ++i) {
      const RowId row = recorder.internRow("t", std::to_string((cut * 7 + i) % 300), true);
      const bool failed = i % 10 == 0;
      recorder.record({.row = row,
                       .latency_us = static_cast<std::uint64_t>(i),
                       .bytes_sent = 1,
                       .error = failed ? base::ErrorKind::kReset : base::ErrorKind::kNone,
                       .error_message = "reset"});
      ++sent;
    }
    Tally& tally = spare[cut % 3];
    recorder.handOver(tally);
    all.merge(tally.takeSlice());
  }
  const Row total = totalOf(all);
  EXPECT_EQ(total.requests(), sent);
  EXPECT_EQ(total.bytes_sent, sent);
  EXPECT_EQ(total.failures(), sent / 10);
  EXPECT_EQ(total.errors.begin()->second, sent / 10);
}

}  // namespace
}  // namespace hrp::stats
