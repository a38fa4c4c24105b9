#include "cluster/master/member.hpp"

#include <gtest/gtest.h>

namespace hrp::cluster {
namespace {

using std::chrono::milliseconds;
using State = Share::State;

TEST(ReminderTest, IsDueAtFirstThenInIntervalsAndAtOnceWhenItIsAsked) {
  const base::TimePoint now{std::chrono::seconds(5)};
  Reminder reminder;
  EXPECT_TRUE(reminder.due(now, milliseconds(500)));
  reminder.sent(now);
  EXPECT_FALSE(reminder.due(now + milliseconds(499), milliseconds(500)));
  EXPECT_TRUE(reminder.due(now + milliseconds(500), milliseconds(500)));
  reminder.atOnce();
  EXPECT_TRUE(reminder.due(now, milliseconds(500)));
}

class ShareTest : public ::testing::Test {
 protected:
  ShareTest() {
    share_.state = State::kActive;
    share_.number = 1;
    for (int i = 0; i < 3; ++i) share_.order({});
  }
  std::string brokenRule() const {
    const auto finding = share_.checkInvariants();
    return finding ? finding->rule : "";
  }
  Share share_;
};

TEST_F(ShareTest, OrdersAreNumberedAndPendingUntilTheyAreApplied) {
  EXPECT_EQ(share_.ordered, 3U);
  EXPECT_EQ(share_.pending.back().epoch, 3U);
  share_.follow(2, 1);
  EXPECT_EQ(share_.applied, 2U);
  EXPECT_EQ(share_.spawned, 1U);
  ASSERT_EQ(share_.pending.size(), 1U);
  EXPECT_EQ(share_.pending.front().epoch, 3U);
  EXPECT_EQ(brokenRule(), "");
}

TEST_F(ShareTest, AWorkerCannotHaveAppliedWhatItWasNotOrdered) {
  share_.follow(1'000, 2'000);
  EXPECT_EQ(share_.applied, 3U);
  EXPECT_EQ(share_.spawned, 3U);
  share_.follow(1, 1);  // an older word
  EXPECT_EQ(share_.applied, 3U);
  EXPECT_EQ(brokenRule(), "");
}

TEST_F(ShareTest, AnOrderEndsBeingDone) {
  share_.follow(3, 3);
  share_.done = true;
  EXPECT_EQ(brokenRule(), "");
  share_.order({});
  EXPECT_FALSE(share_.done);
}

TEST_F(ShareTest, AResetKeepsHowOftenItWasPreparedAndWhatWasCounted) {
  share_.held = 4;
  share_.iterations_given = 40;
  share_.iterations_counted = 7;
  share_.reset();
  EXPECT_EQ(share_.state, State::kNone);
  EXPECT_EQ(share_.number, 1U);
  EXPECT_EQ(share_.iterations_counted, 7);
  EXPECT_EQ(share_.iterations_given, 7);
  EXPECT_EQ(share_.ordered + share_.pending.size(), 0U);
  EXPECT_EQ(brokenRule(), "");
}

TEST_F(ShareTest, NamesTheRuleThatIsBroken) {
  const auto with = [this](auto change) {
    const Share before = share_;
    change(share_);
    const std::string rule = brokenRule();
    share_ = before;
    return rule;
  };
  EXPECT_EQ(with([](Share& share) { share.number = 0; }), "only a numbered share is prepared");
  EXPECT_EQ(with([](Share& share) { share.spawned = 1; }), "spawned ≤ applied ≤ ordered");
  EXPECT_EQ(with([](Share& share) { share.state = State::kPreparing; }),
            "only an active share has orders");
  EXPECT_EQ(with([](Share& share) { share.pending.pop_front(); }),
            "pending orders are those after the applied ones");
  EXPECT_EQ(with([](Share& share) { std::swap(share.pending[0], share.pending[2]); }),
            "the first pending order comes after the applied ones");
  EXPECT_EQ(with([](Share& share) { share.held = -1; }),
            "a share holds no negative number of users");
  EXPECT_EQ(with([](Share& share) { share.done = true; }),
            "only an active share that applied all orders is done");
  share_.reset();
  share_.state = State::kFailed;
  EXPECT_EQ(with([](Share& share) { share.ended = true; }), "only a share that was begun ends");
  EXPECT_EQ(with([](Share& share) { share.lost = true; }), "only an active share is lost");
  EXPECT_EQ(brokenRule(), "");
}

TEST(MemberTest, AReportThatWasTakenAndNotPassedOnIsAMiscount) {
  Member member;
  member.view.id = "w1";
  static_cast<void>(member.ledger.take(1));
  const auto finding = member.checkInvariants();
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->gravity, base::BrokenRule::Gravity::kMiscount);
  EXPECT_EQ(finding->values, "worker=w1 counted=0 taken=1");
  ++member.reports_counted;
  EXPECT_FALSE(member.checkInvariants());
}

}  // namespace
}  // namespace hrp::cluster
