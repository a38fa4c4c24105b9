#include "plugin/host/function_host.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_function_host.hpp"

namespace hrp::plugin {
namespace {

using expression::Value;
using std::chrono::seconds;
using State = FunctionHost::State;

class FunctionHostTest : public ::testing::Test {
 protected:
  void call(std::uint64_t number, const std::string& name, int deadline) {
    QueuedCall queued;
    queued.number = number;
    queued.frame = queued.name = name;
    queued.deadline = base::TimePoint(seconds(deadline));
    queued.done = [this, number](base::Result<Value> result) {
      answers_[number] = result ? result->dump() : result.error().message;
    };
    host_.call(std::move(queued));
  }
  const std::string file_ = "/p/f";
  std::map<std::uint64_t, std::string> answers_;
  hrp::testing::FakeFunctionHost host_{file_, 5};
};

TEST_F(FunctionHostTest, TheEarliestDeadlineIsNextAndItsCallFails) {
  host_.start({});
  EXPECT_FALSE(host_.nextDeadline());
  call(1, "keep", 40);
  call(2, "keep", 50);
  EXPECT_EQ(host_.nextDeadline(), base::TimePoint(seconds(40)));
  host_.expire(base::TimePoint(seconds(39)));
  EXPECT_TRUE(answers_.empty());
  host_.expire(base::TimePoint(seconds(40)));
  EXPECT_EQ(answers_[1], "function keep: no result within 30 s");
  EXPECT_EQ(host_.forgotten, (std::vector<std::uint64_t>{1}));
  EXPECT_EQ(host_.state(), State::kStuck);
  EXPECT_EQ(host_.obituary(), "function keep did not return within 30 s");
  EXPECT_FALSE(host_.idle());
  host_.expire(base::TimePoint(seconds(50)));
  EXPECT_TRUE(host_.idle());
}

TEST_F(FunctionHostTest, AStartHasALimit) {
  host_.beginStart(base::TimePoint(seconds(1)));
  EXPECT_EQ(host_.nextDeadline(), base::TimePoint(seconds(61)));
  host_.expire(base::TimePoint(seconds(61)));
  EXPECT_EQ(host_.state(), State::kDead);
  EXPECT_EQ(host_.problem().message, "/p/f: faking it took longer than 60 s");
}

TEST_F(FunctionHostTest, ALostProcessFailsItsCallsWithWhatItPrinted) {
  host_.start({});
  call(1, "keep", 40);
  host_.print("first\nsecond\n");
  host_.lose("it ended");
  EXPECT_EQ(answers_[1],
            "function keep: the fake was lost: it ended (exit status 7); it last printed: second");
  EXPECT_EQ(host_.obituary(),
            "the fake was lost: it ended (exit status 7)\nit last printed:\n  first\n  second");
  EXPECT_EQ(host_.state(), State::kDead);
  call(2, "answer", 40);
  EXPECT_EQ(
      answers_[2],
      "function answer: the fake was lost: it ended (exit status 7); it last printed: second");
}

TEST_F(FunctionHostTest, OneThatIsLostBeforeItIsReadyNamesTheFile) {
  host_.beginStart({});
  host_.lose("it ended");
  EXPECT_EQ(host_.problem().message, "/p/f: the fake was lost: it ended (exit status 7)");
}

TEST_F(FunctionHostTest, EndingFailsCallsWithTheReason) {
  host_.start({});
  call(1, "keep", 40);
  host_.end("enough");
  EXPECT_EQ(answers_[1], "function keep: enough");
  EXPECT_TRUE(host_.idle());
}

TEST(LimitText, IsInSecondsOrMilliseconds) {
  EXPECT_EQ(limitText(seconds(120)), "120 s");
  EXPECT_EQ(limitText(std::chrono::milliseconds(250)), "250 ms");
}

}  // namespace
}  // namespace hrp::plugin
