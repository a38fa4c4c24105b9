#include "hrp/plugin/native_functions.hpp"

#include <gtest/gtest.h>

#include <future>

#include "support/plugins/native_sample_file.hpp"

namespace hrp::plugin {
namespace {

using expression::CustomFunctions;
using expression::Value;

class NativeFunctionsTest : public ::testing::Test {
 protected:
  void open(const NativeOptions& options) {
    auto opened = openNativeFunctions(options, hrp::testing::nativeSample(), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    functions_ = std::move(*opened);
  }
  std::future<std::string> later(const std::string& name, const Value& arguments) {
    const auto answer = std::make_shared<std::promise<std::string>>();
    CustomFunctions::Call call;
    call.name = name;
    call.arguments = arguments;
    call.done = [answer](base::Result<Value> value) {
      answer->set_value(value ? value->dump() : value.error().message);
    };
    functions_->call(std::move(call));
    return answer->get_future();
  }
  std::string called(const std::string& name, const Value& arguments = Value::array()) {
    return later(name, arguments).get();
  }

  base::SystemClock clock_;
  std::shared_ptr<CustomFunctions> functions_;
};

TEST_F(NativeFunctionsTest, CallsAreAnswered) {
  open({});
  EXPECT_EQ(functions_->signatures().size(), 11U);
  EXPECT_TRUE(functions_->usedFiles().empty());
  EXPECT_EQ(called("add", {1, 2}), "3");
  EXPECT_EQ(called("fail", {"bad luck"}), "function fail: bad luck");
  EXPECT_EQ(called("nothing"), "function nothing: there is none");
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(called("add", {i, 1}), std::to_string(i + 1));
}

TEST_F(NativeFunctionsTest, SeveralThreadsCallAtTheSameTime) {
  open({.threads = 3});
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 3; ++i) answers.push_back(later("together", {3}));
  for (auto& answer : answers) EXPECT_EQ(answer.get(), "true");
}

TEST_F(NativeFunctionsTest, ACallThatIsOverItsTimeFailsAndAnotherThreadGoesOn) {
  open({.threads = 1, .call_limit = std::chrono::milliseconds(40)});
  auto stuck = later("stuck", Value::array());
  auto behind = later("add", {1});
  EXPECT_EQ(stuck.get(), "function stuck: no result within 40 ms");
  EXPECT_EQ(behind.get(), "function add: no result within 40 ms") << "it had no thread";
  EXPECT_EQ(called("add", {2, 3}), "5");
  EXPECT_FALSE(functions_->broken());
  EXPECT_EQ(called("release"), "null");
}

TEST_F(NativeFunctionsTest, TooManyCallsThatDoNotEndFailAllOthers) {
  open({.threads = 1, .call_limit = std::chrono::milliseconds(20)});
  const std::string stuck = "32 calls into the library did not end in time";
  std::string answer;
  for (int i = 0; i < 1000 && answer.find(stuck) == std::string::npos; ++i) {
    answer = called("stuck");
  }
  EXPECT_EQ(answer, "function stuck: " + stuck);
  EXPECT_EQ(called("add", {1, 2}), "function add: " + stuck);
  EXPECT_EQ(functions_->broken(), "/nowhere/debugtalk.so: " + stuck);
}

TEST_F(NativeFunctionsTest, TheEndFailsWhatIsUnderWay) {
  open({.threads = 1});
  auto running = later("stuck", Value::array());
  auto waiting = later("add", {1});
  functions_.reset();
  EXPECT_EQ(waiting.get(), "function add: the run has ended");
  EXPECT_EQ(running.get(), "function stuck: the run has ended");
}

TEST(OpenNativeFunctions, WhatIsNoLibraryIsRefused) {
  const base::SystemClock clock;
  const auto opened = openNativeFunctions({}, {"/nowhere/debugtalk.so", "text", {}, {}}, clock);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(
      opened.error().message.starts_with("/nowhere/debugtalk.so: not a compiled file for "));
}

}  // namespace
}  // namespace hrp::plugin
