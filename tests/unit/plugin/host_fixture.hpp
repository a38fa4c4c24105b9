#pragma once
// HostFixture: one FunctionHost that a test polls by hand; its time is the test's.

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plugin/host/function_host.hpp"

namespace hrp::plugin {

class HostFixture : public ::testing::Test {
 protected:
  using Value = expression::Value;

  virtual FunctionHost& host() = 0;
  // A call as this kind of host wants it.
  virtual std::string encoded(std::uint64_t number, const std::string& name,
                              const Value& arguments) = 0;

  void call(std::uint64_t number, const std::string& name,
            const Value& arguments = Value::array()) {
    QueuedCall queued;
    queued.number = number;
    queued.frame = encoded(number, name, arguments);
    queued.name = name;
    queued.deadline = now_ + std::chrono::seconds(30);
    queued.done = [this, number](base::Result<Value> result) {
      answers_[number] = result ? result->dump() : result.error().message;
    };
    host().call(std::move(queued));
    host().flush();
  }
  std::string called(const std::string& name, const Value& arguments = Value::array()) {
    const std::uint64_t number = next_++;
    call(number, name, arguments);
    turnUntil([this, number] { return answers_.contains(number); });
    return answers_[number];
  }
  void turnUntil(const std::function<bool()>& done) {
    const base::SystemClock clock;
    const base::TimePoint limit = clock.now() + std::chrono::seconds(20);
    while (!done() && clock.now() < limit) {
      std::vector<pollfd> polls;
      host().appendPolls(polls);
      ASSERT_EQ(polls.size(), FunctionHost::kPolls);
      ::poll(polls.data(), polls.size(), 100);
      host().handle(polls.data());
    }
    ASSERT_TRUE(done());
  }
  void turnUntilStarted() {
    turnUntil([this] { return host().state() != FunctionHost::State::kStarting; });
  }

  base::TimePoint now_{std::chrono::seconds(1000)};
  std::uint64_t next_ = 1000;
  std::map<std::uint64_t, std::string> answers_;
};

}  // namespace hrp::plugin
