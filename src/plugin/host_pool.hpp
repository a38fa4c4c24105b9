#pragma once
// HostPool: the interpreters of one debugtalk.py. Hands calls of a lane to one of them, replaces
// those that die or hold a call past its time, and gives up when they die too often. Used by one
// thread, which polls for it; never blocks but for a moment when an interpreter ends.

#include <memory>
#include <vector>

#include "plugin/crash_watch.hpp"
#include "plugin/interpreter.hpp"

namespace hrp::plugin {

class HostPool {
 public:
  HostPool(const PythonOptions& options, const expression::CustomSource& source);
  HostPool(const HostPool&) = delete;
  HostPool& operator=(const HostPool&) = delete;

  // The first one alone: when it cannot be started, neither can the others.
  void startFirst(base::TimePoint now) { hosts_.front()->start(now); }
  void startOthers(base::TimePoint now);
  [[nodiscard]] const Interpreter& first() const { return *hosts_.front(); }

  void call(std::uint64_t lane, QueuedCall call);
  void flush();
  void appendPolls(std::vector<pollfd>& polls);
  // `polls`: what appendPolls() appended, after poll().
  void handle(const pollfd* polls, base::TimePoint now);
  // Once the first one was ready: replaces what is dead or stuck. False: broken() says why no more.
  bool replaceLost(base::TimePoint now);
  [[nodiscard]] std::optional<base::TimePoint> nextDeadline() const;
  // Calls under way fail. The interpreters end by themselves, at the same time.
  void end();
  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  using Host = std::unique_ptr<Interpreter>;

  [[nodiscard]] Host started(base::TimePoint now);
  void giveUp(const Interpreter& last);

  HostSource source_;
  std::vector<Host> hosts_;
  std::vector<Host> retired_;  // stuck ones that still have other calls
  std::size_t polled_hosts_ = 0;
  std::size_t polled_retired_ = 0;
  CrashWatch crashes_;
  std::string broken_;
};

}  // namespace hrp::plugin
