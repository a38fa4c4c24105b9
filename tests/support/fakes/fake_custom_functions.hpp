#pragma once
// FakeCustomFunctions: add(a, b), echo(x) and fail() without a process. They answer at once, or
// with `hold` when the test says so.

#include <condition_variable>
#include <deque>
#include <mutex>

#include "hrp/expression/custom_function.hpp"

namespace hrp::testing {

class FakeCustomFunctions final : public expression::CustomFunctions {
 public:
  using Value = expression::Value;

  [[nodiscard]] std::vector<Signature> signatures() const override {
    return {{"fail", 0, 0}, {"add", 2, 2}, {"echo", 1, 1}};
  }
  [[nodiscard]] std::vector<std::string> usedFiles() const override { return used; }

  [[nodiscard]] std::optional<std::string> broken() const override {
    const std::scoped_lock lock(mutex_);
    return broken_.empty() ? std::nullopt : std::optional(broken_);
  }
  void breakDown(const std::string& why) {
    const std::scoped_lock lock(mutex_);
    broken_ = why;
  }

  void call(Call call) override {
    {
      const std::scoped_lock lock(mutex_);
      calls.push_back(call.name);
      lanes.push_back(call.lane);
      if (hold) {
        held_.push_back(std::move(call));
        changed_.notify_all();
        return;
      }
    }
    answer(call);
  }
  // Waits for a held call and answers it.
  void answerNext() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !held_.empty(); });
    const Call call = std::move(held_.front());
    held_.pop_front();
    lock.unlock();
    answer(call);
  }
  [[nodiscard]] std::size_t callCount() {
    const std::scoped_lock lock(mutex_);
    return calls.size();
  }

  bool hold = false;
  std::vector<std::string> used;
  std::vector<std::string> calls;  // names, in order
  std::vector<std::uint64_t> lanes;

 private:
  static void answer(const Call& call) {
    if (call.name == "add") {
      call.done(Value(call.arguments[0].get<int>() + call.arguments[1].get<int>()));
    } else if (call.name == "echo") {
      call.done(call.arguments[0]);
    } else {
      call.done(base::fail(base::ErrorCode::kFunction, "function fail: ValueError: bad"));
    }
  }

  mutable std::mutex mutex_;
  std::string broken_;
  std::condition_variable changed_;
  std::deque<Call> held_;
};

}  // namespace hrp::testing
