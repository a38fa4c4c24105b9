#include "hrp/runner/row_ledger.hpp"

#include <gtest/gtest.h>

namespace hrp::runner {
namespace {

using engine::RowRange;
using engine::RowSet;
using engine::RowWord;
using std::chrono::milliseconds;
using std::chrono::seconds;

// One set; each worker's claims are built from what it was told, as its engine would.
class RowLedgerTest : public ::testing::Test {
 protected:
  struct Worker {
    std::uint64_t word = 0;
    base::NumberRanges held;
    std::uint64_t returns = 0;
    std::vector<RowClaim::Returned> returned;
    bool ended = false;
  };
  void use(const RowSet& set) { ledger_ = std::make_unique<RowLedger>(std::vector<RowSet>{set}); }
  void claim(const std::string& id, std::uint64_t level, std::int64_t waiting = 0) {
    const Worker& worker = workers_[id];
    ledger_->claim(id, {{worker.word, waiting, level, worker.held.list(), worker.returned}});
  }
  void deliver() {
    now_ += milliseconds(10);
    for (const auto& [id, words] : ledger_->due(now_)) {
      for (const RowWord& word : words) hear(workers_[id], word);
    }
  }
  static void hear(Worker& worker, const RowWord& word) {
    if (word.number != worker.word + 1) return;
    worker.word = word.number;
    if (word.recall) {
      for (const auto& range : worker.held.list()) {
        worker.returned.push_back({++worker.returns, range});
      }
      worker.held = {};
    }
    for (const auto& range : word.ranges) worker.held.add(range);
    worker.ended = worker.ended || word.ended;
  }
  std::vector<std::uint64_t> use(const std::string& id, std::uint64_t count) {
    std::vector<std::uint64_t> used;
    for (; count > 0 && !workers_[id].held.empty(); --count) {
      used.push_back(workers_[id].held.takeLowest(1).first);
    }
    return used;
  }

  std::unique_ptr<RowLedger> ledger_;
  std::map<std::string, Worker> workers_;
  base::TimePoint now_{seconds(1)};
};

TEST_F(RowLedgerTest, AloneAWorkerHoldsWhatItWants) {
  use(RowSet{.rows = 10});
  claim("a", 35);
  deliver();
  EXPECT_EQ(workers_["a"].held.list(), (std::vector<RowRange>{{0, 35}}));
}

TEST_F(RowLedgerTest, LeasesGetSmallerTowardsTheEndOfAPass) {
  use(RowSet{.rows = 100});
  claim("a", 50);
  claim("b", 50);
  deliver();
  EXPECT_EQ(workers_["a"].held.list(), (std::vector<RowRange>{{0, 25}}));
  EXPECT_EQ(workers_["b"].held.list(), (std::vector<RowRange>{{25, 18}}));
}

TEST_F(RowLedgerTest, APassBeginsWhenTheOneBeforeIsAllTaken) {
  use(RowSet{.rows = 4});
  claim("a", 2, 2);
  claim("b", 2, 2);
  deliver();
  EXPECT_EQ(workers_["a"].held.count() + workers_["b"].held.count(), 4U);
  use("a", 9);
  claim("a", 2, 2);
  deliver();
  // What the other holds is recalled, nothing of the next pass is given.
  EXPECT_TRUE(workers_["a"].held.empty());
  claim("b", 2, 0);
  deliver();
  EXPECT_TRUE(workers_["b"].held.empty());
  claim("b", 2, 0);
  deliver();
  EXPECT_EQ(workers_["a"].held.count(), 2U);
  EXPECT_LT(workers_["a"].held.lowest(), 4U);
}

TEST_F(RowLedgerTest, GivesOutAgainWhatALostWorkerHadNotReported) {
  use(RowSet{.rows = 100});
  claim("a", 20);
  claim("b", 1);
  deliver();
  use("a", 5);
  claim("a", 20);
  use("a", 5);  // not reported any more
  ledger_->lost("a");
  claim("b", 200, 200);
  deliver();
  EXPECT_TRUE(workers_["b"].held.contains(5));
  EXPECT_TRUE(workers_["b"].held.contains(19));
  EXPECT_FALSE(workers_["b"].held.contains(4));
}

TEST_F(RowLedgerTest, AWorkerThatIsBackGivesUpWhatOthersHave) {
  use(RowSet{.rows = 100});
  claim("a", 20);
  claim("b", 1, 0);
  deliver();
  claim("a", 20);
  ledger_->lost("a");
  EXPECT_EQ(use("a", 3), (std::vector<std::uint64_t>{0, 1, 2}));
  // Its late report takes out of the free rows what it used meanwhile.
  claim("a", 20);
  ledger_->back("a");
  claim("b", 50, 50);
  deliver();
  deliver();
  EXPECT_TRUE(workers_["a"].held.empty());
  EXPECT_EQ(workers_["a"].returned.size(), 1U);
  EXPECT_FALSE(workers_["b"].held.contains(2));
  EXPECT_TRUE(workers_["b"].held.contains(3));
}

TEST_F(RowLedgerTest, UniqueRowsOfALostWorkerAreNotGivenAgain) {
  use(RowSet{.rows = 10, .end = 10, .unique = true});
  claim("a", 4);
  claim("b", 1, 0);
  deliver();
  const auto had = workers_["a"].held;
  ASSERT_FALSE(had.empty());
  ledger_->lost("a");
  claim("b", 20, 20);
  deliver();
  EXPECT_TRUE(workers_["b"].held.common(had).empty());
  EXPECT_EQ(workers_["b"].held.count(), 10 - had.count());
  use("b", 10);
  claim("b", 20, 20);
  deliver();
  EXPECT_TRUE(workers_["b"].ended);
}

TEST_F(RowLedgerTest, EndsOnlyWhenNobodyHoldsARow) {
  use(RowSet{.rows = 8, .end = 8, .unique = true});
  claim("a", 4);
  claim("b", 4);
  deliver();
  use("a", 8);
  claim("a", 4, 4);
  deliver();
  use("a", 8);
  claim("a", 4, 4);
  deliver();
  EXPECT_FALSE(workers_["a"].ended);
  claim("b", 0, 0);  // has given back what was recalled
  deliver();
  use("a", 8);
  claim("a", 4, 4);
  deliver();
  EXPECT_TRUE(workers_["a"].ended);
}

TEST_F(RowLedgerTest, LimitEndsTheRowsOfTheFleet) {
  use(RowSet{.rows = 3, .end = 7});
  claim("a", 100, 100);
  deliver();
  EXPECT_EQ(workers_["a"].held.count(), 7U);
}

TEST_F(RowLedgerTest, RepeatsWordsUntilTheyAreTaken) {
  use(RowSet{.rows = 10});
  claim("a", 2);
  EXPECT_EQ(ledger_->due(now_).at("a").size(), 1U);
  EXPECT_TRUE(ledger_->due(now_ + milliseconds(400)).empty());
  EXPECT_EQ(ledger_->due(now_ + milliseconds(500)).at("a").size(), 1U);
}

TEST_F(RowLedgerTest, PassesAreGivenOutAheadWhenUsersWouldWaitForTheNetwork) {
  use(RowSet{.rows = 2});
  claim("b", 0);
  std::uint64_t most = 0;
  for (int round = 0; round < 100; ++round) {
    claim("a", 50, 50);
    deliver();
    most = std::max(most, workers_["a"].held.count());
    EXPECT_LE(workers_["a"].held.count(), round < 10 ? 2U : 50U);
    now_ += milliseconds(10);
    use("a", 50);
  }
  EXPECT_GT(most, 10U);
  // A second in which it takes its time.
  for (int round = 0; round < 100; ++round) {
    claim("a", 1, 0);
    deliver();
    now_ += milliseconds(100);
    use("a", 1);
  }
  claim("a", 50, 50);
  deliver();
  EXPECT_LE(workers_["a"].held.count(), 2U);
}

TEST_F(RowLedgerTest, AClaimFromBeforeItsLastWordsIsNotBelieved) {
  use(RowSet{.rows = 100});
  claim("a", 10);
  deliver();
  claim("a", 10);
  ASSERT_EQ(workers_["a"].held.count(), 10U);
  ledger_->claim("a", {{0, 0, 10, {}, {}}});  // it had none then
  now_ += seconds(1);
  EXPECT_TRUE(ledger_->due(now_).empty());
  EXPECT_FALSE(ledger_->checkInvariants());
}

TEST_F(RowLedgerTest, OneThatIsLostAndThenLeavesIsReleasedOnce) {
  use(RowSet{.rows = 100});
  claim("a", 10);
  claim("b", 1);
  deliver();
  claim("a", 10);
  ledger_->lost("a");
  claim("b", 200, 200);
  deliver();
  ledger_->leave("a");
  const auto finding = ledger_->checkInvariants();
  EXPECT_FALSE(finding) << finding->text();
}

TEST_F(RowLedgerTest, LiesChangeNothing) {
  use(RowSet{.rows = 100});
  claim("a", 10);
  deliver();
  claim("a", 10);
  ledger_->claim("a", {{99, 5, 5, {}, {}}});
  ledger_->claim("a", {{workers_["a"].word, 0, 10, {{0, 1'000'000}}, {{1, {50, 50}}}}});
  ledger_->claim("a", {});
  claim("b", 200, 200);
  deliver();
  EXPECT_TRUE(workers_["b"].held.common(workers_["a"].held).empty());
  EXPECT_EQ(workers_["b"].held.count(), 90U);
}

}  // namespace
}  // namespace hrp::runner
