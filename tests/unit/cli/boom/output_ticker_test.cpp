#include "cli/boom/output_ticker.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "support/fakes/fake_clock.hpp"

namespace hrp::cli {
namespace {

class RecordingAudience final : public RunAudience {
 public:
  void runStarted(const runner::RunProfile& profile, const stats::Snapshot&) override {
    calls.push_back("started " + std::to_string(profile.spawn_count));
  }
  void interval(const stats::Snapshot&) override { calls.push_back("interval"); }
  void runEnded(const stats::Snapshot& snapshot) override {
    calls.push_back("ended " + std::string(stats::toString(snapshot.reason)));
    requests += stats::totalOf(snapshot.total).requests();
  }
  void runAmended(const stats::Snapshot& snapshot) override {
    calls.push_back("amended " + snapshot.reason_text);
    requests = stats::totalOf(snapshot.total).requests();
  }
  std::vector<std::string> calls;
  std::uint64_t requests = 0;
};

stats::Slice oneRequest() {
  stats::Slice slice;
  slice.rows[{"request-GET", "hello"}].latency.passed.record(500);
  return slice;
}

TEST(OutputTickerTest, ShowsEachRunFromItsStartToItsEnd) {
  const base::SystemClock clock{};
  runner::RunBoard board(clock, stats::Role::kWorker);
  RecordingAudience audience;
  {
    const OutputTicker ticker(clock, board, audience);
    for (const std::int64_t users : {5, 7}) {
      runner::RunProfile profile;
      profile.spawn_count = users;
      board.runStarted(profile);
      board.add(0, oneRequest());
      board.runEnded(stats::EndReason::kStop, "");
    }
    board.close();
  }
  EXPECT_EQ(audience.calls,
            (std::vector<std::string>{"started 5", "ended stop", "started 7", "ended stop"}));
  EXPECT_EQ(audience.requests, 2u);
}

TEST(OutputTickerTest, EndsWithoutARun) {
  const base::SystemClock clock{};
  runner::RunBoard board(clock, stats::Role::kWorker);
  RecordingAudience audience;
  {
    const OutputTicker ticker(clock, board, audience);
    board.close();
  }
  EXPECT_TRUE(audience.calls.empty());
}

TEST(OutputTickerTest, ShowsWhatComesAfterTheEnd) {
  const base::SystemClock clock{};
  runner::RunBoard board(clock, stats::Role::kMaster);
  RecordingAudience audience;
  {
    const OutputTicker ticker(clock, board, audience);
    board.runStarted({.spawn_count = 5});
    board.runEnded(stats::EndReason::kStop, "a worker is lost");
    board.add(3, oneRequest());
    board.runAmended("all is there");
    board.close();
  }
  EXPECT_EQ(audience.calls,
            (std::vector<std::string>{"started 5", "ended stop", "amended all is there"}));
  EXPECT_EQ(audience.requests, 1U);
}

}  // namespace
}  // namespace hrp::cli
