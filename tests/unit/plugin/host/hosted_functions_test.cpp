#include "plugin/host/hosted_functions.hpp"

#include <gtest/gtest.h>

#include <future>

#include "support/fakes/fake_function_host.hpp"

namespace hrp::plugin {
namespace {

using expression::CustomFunctions;
using expression::Value;

class HostedFunctionsTest : public ::testing::Test {
 protected:
  base::Result<> open(int count, bool refuse = false) {
    HostedKind kind;
    kind.host = {file_, "fakes", [this, refuse] {
                   return std::make_unique<hrp::testing::FakeFunctionHost>(file_, ++made_, refuse);
                 }};
    kind.count = count;
    kind.call_limit = std::chrono::seconds(30);
    kind.encode = [](std::uint64_t, const std::string& name,
                     const Value& arguments) -> base::Result<std::string> {
      if (arguments.size() > 1) return base::fail(base::ErrorCode::kFunction, name + ": large");
      return name;
    };
    auto opened = openHostedFunctions(std::move(kind), clock_);
    if (!opened) return base::fail(opened.error());
    functions_ = std::move(*opened);
    return {};
  }
  std::future<std::string> later(const std::string& name, const Value& arguments,
                                 std::uint64_t lane = 0) {
    const auto answer = std::make_shared<std::promise<std::string>>();
    CustomFunctions::Call call;
    call.name = name;
    call.arguments = arguments;
    call.lane = lane;
    call.done = [answer](base::Result<Value> value) {
      answer->set_value(value ? value->dump() : value.error().message);
    };
    functions_->call(std::move(call));
    return answer->get_future();
  }
  std::string called(const std::string& name, std::uint64_t lane = 0) {
    return later(name, Value::array(), lane).get();
  }

  const std::string file_ = "/p/f";
  std::atomic<int> made_{0};
  base::SystemClock clock_;
  std::shared_ptr<CustomFunctions> functions_;
};

TEST_F(HostedFunctionsTest, LanesStayWithTheirProcess) {
  ASSERT_TRUE(open(2));
  EXPECT_EQ(functions_->signatures()[0].name, "answer");
  EXPECT_EQ(functions_->usedFiles(), (std::vector<std::string>{"/a/file"}));
  EXPECT_EQ(called("answer", 0), "1");
  EXPECT_EQ(called("answer", 1), "2");
  EXPECT_EQ(called("answer", 6), "1");
}

TEST_F(HostedFunctionsTest, AProcessThatIsLostIsReplacedUntilTooManyAre) {
  ASSERT_TRUE(open(1));
  const std::string lost = "function die: the fake was lost: it was told to (exit status 7)";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(called("die"), lost);
  EXPECT_EQ(called("answer"), "5");
  EXPECT_FALSE(functions_->broken());
  EXPECT_EQ(called("die"), lost);
  const std::string broken =
      "/p/f: 5 fakes were lost within a minute; the last: the fake was lost: it was told to "
      "(exit status 7)";
  EXPECT_EQ(called("answer"), "function answer: " + broken);
  EXPECT_EQ(functions_->broken(), broken);
}

TEST_F(HostedFunctionsTest, WhatTheFirstOneIsRefusedForIsTheError) {
  const auto opened = open(3, true);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message, "refused");
  EXPECT_EQ(made_, 3) << "none is replaced";
}

TEST_F(HostedFunctionsTest, ACallThatCannotBeEncodedFailsAtOnce) {
  ASSERT_TRUE(open(1));
  EXPECT_EQ(later("answer", {1, 2}).get(), "answer: large");
}

TEST_F(HostedFunctionsTest, CallsUnderWayFailAtTheEnd) {
  ASSERT_TRUE(open(1));
  auto kept = later("keep", Value::array());
  EXPECT_EQ(called("answer"), "1");
  functions_.reset();
  EXPECT_EQ(kept.get(), "function keep: the run has ended");
}

}  // namespace
}  // namespace hrp::plugin
