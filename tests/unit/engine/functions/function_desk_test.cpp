#include "engine/functions/function_desk.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "support/fakes/fake_custom_functions.hpp"

namespace hrp::engine {
namespace {

using expression::Value;

class AnswerWaiter final : public FunctionWaiter {
 public:
  void onAnswer(base::Result<Value> answer) override {
    answers.push_back(answer ? *answer : Value(answer.error().message));
  }
  std::vector<Value> answers;
};

class FunctionDeskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto loop = net::EventLoop::create(clock_);
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
    desk_.emplace(*loop_);
    custom_.hold = true;
  }
  std::uint64_t echo(int value) {
    return desk_->call({&custom_, "echo", Value::array({value})}, 3, waiter_);
  }
  void answerFromAnotherThread() {
    std::thread([this] { custom_.answerNext(); }).join();
  }

  base::SystemClock clock_;
  std::unique_ptr<net::EventLoop> loop_;
  hrp::testing::FakeCustomFunctions custom_;
  std::optional<FunctionDesk> desk_;
  AnswerWaiter waiter_;
};

TEST_F(FunctionDeskTest, AnswersComeInALaterTurnOfTheLoop) {
  echo(1);
  EXPECT_EQ(custom_.lanes, std::vector<std::uint64_t>{3});
  answerFromAnotherThread();
  EXPECT_TRUE(waiter_.answers.empty());
  loop_->runOnce(std::chrono::seconds(10));
  EXPECT_EQ(waiter_.answers, std::vector<Value>{1});
}

TEST_F(FunctionDeskTest, AnAnswerAtOnceComesLaterToo) {
  custom_.hold = false;
  echo(1);
  EXPECT_TRUE(waiter_.answers.empty());
  loop_->runOnce(std::chrono::seconds(10));
  EXPECT_EQ(waiter_.answers, std::vector<Value>{1});
}

TEST_F(FunctionDeskTest, WhatIsForgottenIsNotDelivered) {
  const std::uint64_t first = echo(1);
  echo(2);
  desk_->forget(first);
  answerFromAnotherThread();
  answerFromAnotherThread();
  loop_->runOnce(std::chrono::seconds(10));
  EXPECT_EQ(waiter_.answers, std::vector<Value>{2});
}

TEST_F(FunctionDeskTest, AnswersAfterTheDeskAreDropped) {
  echo(1);
  echo(2);
  answerFromAnotherThread();  // posted before the desk goes, and run after
  desk_.reset();
  answerFromAnotherThread();
  loop_->runOnce(std::chrono::milliseconds(1));
  EXPECT_TRUE(waiter_.answers.empty());
}

}  // namespace
}  // namespace hrp::engine
