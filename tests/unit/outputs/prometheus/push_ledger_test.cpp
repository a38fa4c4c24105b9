#include "outputs/prometheus/push_ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/outputs/captured_log.hpp"

namespace hrp::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

base::Result<> because(const std::string& reason) {
  return base::fail(base::ErrorCode::kUnavailable, reason);
}

class PushLedgerTest : public ::testing::Test {
 protected:
  PushLedgerTest() { ledger_.startRun("http://gate:9091"); }
  CapturedLog log_;
  PushLedger ledger_;
};

TEST_F(PushLedgerTest, ARunWhosePushesAllArriveSaysNothing) {
  ledger_.pushed({}, false);
  ledger_.pushed({}, true);
  ledger_.endRun();
  EXPECT_EQ(log_.lines(), 0U) << log_.text();
  EXPECT_FALSE(ledger_.pushes().lostAny());
  EXPECT_EQ(ledger_.pushes().sent, 2U);
}

TEST_F(PushLedgerTest, SaysEachNewReasonOnceAndThatItAnswersAgain) {
  ledger_.pushed(because("refused"), false);
  ledger_.pushed(because("refused"), false);
  EXPECT_EQ(log_.lines(), 1U) << log_.text();
  ledger_.pushed(because("status 401"), false);
  EXPECT_EQ(log_.lines(), 2U) << log_.text();
  ledger_.pushed({}, true);
  EXPECT_EQ(log_.lines(), 3U) << log_.text();
  EXPECT_THAT(log_.text(), HasSubstr("http://gate:9091: answers again"));
  ledger_.endRun();
  EXPECT_THAT(log_.text(), HasSubstr("3 of 4 pushes were lost: status 401"));
}

TEST_F(PushLedgerTest, TheEndGivesTheLastReason) {
  ledger_.pushed(because("refused"), false);
  ledger_.pushed(because("status 400 bad"), true);
  ledger_.endRun();
  EXPECT_THAT(log_.text(),
              HasSubstr("2 of 2 pushes were lost, the last figures too: status 400 bad"));
  EXPECT_EQ(ledger_.pushes().reason, "status 400 bad");
}

TEST_F(PushLedgerTest, ADeletionIsNoAnswerToAPush) {
  ledger_.pushed(because("status 400"), true);
  ledger_.deleted({});
  EXPECT_THAT(log_.text(), Not(HasSubstr("again")));
  ledger_.deleted(because("refused"));
  EXPECT_THAT(log_.text(), HasSubstr("the group was not deleted: refused"));
}

TEST_F(PushLedgerTest, LastFiguresWithoutAnAnswerAreLost) {
  ledger_.pushed({}, false);
  ledger_.endRun();
  EXPECT_TRUE(ledger_.pushes().lostAny());
  EXPECT_THAT(log_.text(), HasSubstr("the last figures too: no answer in time"));
}

TEST_F(PushLedgerTest, ReasonsThatNeverRepeatEndSomewhere) {
  for (int i = 0; i < 100; ++i) ledger_.pushed(because(std::to_string(i)), false);
  EXPECT_EQ(log_.lines(), 20U);
}

TEST_F(PushLedgerTest, ARunBeginsAnew) {
  ledger_.pushed(because("refused"), true);
  ledger_.startRun("http://other:9091");
  ledger_.pushed({}, true);
  EXPECT_THAT(log_.text(), Not(HasSubstr("again"))) << "another gateway";
  EXPECT_FALSE(ledger_.pushes().lostAny());
}

}  // namespace
}  // namespace hrp::outputs
