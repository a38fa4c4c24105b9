#pragma once
// FakeFunctionHost: a FunctionHost without a process. It answers "answer" with its own number,
// keeps "keep" unanswered, and is lost at "die".

#include "plugin/host/function_host.hpp"

namespace hrp::testing {

class FakeFunctionHost final : public plugin::FunctionHost {
 public:
  static inline const plugin::HostWords kWords{"the fake", "faking"};
  static inline const plugin::HostLimits kLimits{std::chrono::seconds(60),
                                                 std::chrono::seconds(30)};
  explicit FakeFunctionHost(const std::string& file, int number, bool refuse = false)
      : FunctionHost(file, kWords, kLimits), number_(number), refuse_(refuse) {}
  ~FakeFunctionHost() override { failCalls("the run has ended"); }

  void start(base::TimePoint now) override {
    beginStart(now);
    if (refuse_) return giveUp({base::ErrorCode::kFunction, "refused", {}});
    plugin::Hello hello;
    hello.functions.push_back({"answer", 0, 1});
    hello.files = {"/a/file"};
    becomeReady(std::move(hello));
  }
  void flush() override { ++flushes; }
  void appendPolls(std::vector<pollfd>& polls) const override {
    polls.insert(polls.end(), kPolls, pollfd{-1, 0, 0});
  }
  void handle(const pollfd* /*polls*/) override {}
  void hangUp() override { ++hang_ups; }

  void print(std::string_view text) {
    printed().add(text, [](std::string_view) { return true; });
  }
  using FunctionHost::beginStart;
  using FunctionHost::lose;

  std::vector<std::uint64_t> forgotten;
  int flushes = 0;
  int hang_ups = 0;

 private:
  // A frame is a function's name.
  void send(std::uint64_t number, std::string frame) override {
    if (frame == "answer") take(number)->done(expression::Value(number_));
    if (frame == "die") lose("it was told to");
  }
  bool takeLine(std::string_view /*line*/) override { return true; }
  void forget(std::uint64_t number) override { forgotten.push_back(number); }
  std::string closeProcess() override { return "exit status 7"; }
  const int number_;
  const bool refuse_;
};

}  // namespace hrp::testing
