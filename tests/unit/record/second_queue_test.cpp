#include "hrp/record/second_queue.hpp"

#include <gtest/gtest.h>

namespace hrp::record {
namespace {

using std::chrono::milliseconds;

class SecondQueueTest : public ::testing::Test {
 protected:
  SecondQueueTest() { queue_.start(start_); }
  void add(std::uint32_t second, std::uint64_t iterations) {
    stats::Slice slice;
    slice.iterations = iterations;
    queue_.add(second, slice);
  }
  // "0:5" figures of a second that is over, "0+5" late ones
  static std::string texts(const std::vector<SecondPart>& parts) {
    std::string text;
    for (const SecondPart& part : parts) {
      text += (text.empty() ? "" : " ") + std::to_string(part.second) + (part.moment ? ":" : "+") +
              std::to_string(part.slice.iterations);
    }
    return text;
  }
  std::string ripeAt(milliseconds at) { return texts(queue_.takeRipe(start_ + at)); }

  const base::TimePoint start_{std::chrono::seconds(1'000)};
  SecondQueue queue_;
};

TEST_F(SecondQueueTest, ASecondIsTakenOnceItsFiguresHadTimeToCome) {
  add(0, 3);
  add(0, 2);
  add(1, 7);
  EXPECT_EQ(ripeAt(milliseconds(1'199)), "");
  EXPECT_EQ(ripeAt(milliseconds(1'200)), "0:5");
  EXPECT_EQ(ripeAt(milliseconds(1'300)), "");
  EXPECT_EQ(ripeAt(milliseconds(3'200)), "1:7 2:0") << "a second in which nothing happened too";
}

TEST_F(SecondQueueTest, LateFiguresComeBeforeTheNextSecond) {
  add(0, 1);
  EXPECT_EQ(ripeAt(milliseconds(2'200)), "0:1 1:0");
  add(0, 4);
  add(2, 6);
  EXPECT_EQ(ripeAt(milliseconds(2'400)), "0+4");
  EXPECT_EQ(ripeAt(milliseconds(3'200)), "2:6");
}

TEST_F(SecondQueueTest, TheEndTakesWhatIsThere) {
  add(0, 1);
  add(2, 6);
  EXPECT_EQ(texts(queue_.takeAll()), "0:1 1:0 2:6");
  EXPECT_EQ(texts(queue_.takeAll()), "");
  add(1, 5);
  EXPECT_EQ(texts(queue_.takeAll()), "1+5");
}

TEST_F(SecondQueueTest, ASecondHasTheLastMomentThatWasTold) {
  queue_.moment({.users = 3});
  queue_.moment({.users = 5});
  const auto parts = queue_.takeRipe(start_ + milliseconds(1'200));
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].moment->users, 5);
}

TEST_F(SecondQueueTest, ARunForgetsTheOneBefore) {
  add(0, 1);
  queue_.start(start_ + milliseconds(9'000));
  EXPECT_EQ(ripeAt(milliseconds(10'200)), "0:0");
  EXPECT_EQ(ripeAt(milliseconds(2'200)), "") << "time that goes back";
}

}  // namespace
}  // namespace hrp::record
