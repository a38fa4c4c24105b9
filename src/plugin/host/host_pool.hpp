#pragma once
// HostPool: the processes of one file of custom functions. Hands calls of a lane to one of them,
// replaces those that die or hold a call past its time, and gives up when they die too often. Used
// by one thread, which polls for it; never blocks but for a moment when a process ends.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "plugin/host/crash_watch.hpp"
#include "plugin/host/function_host.hpp"

namespace hrp::plugin {

// What the processes of a file are.
struct HostKind {
  std::string file;
  std::string plural;                                   // "Python interpreters"
  std::function<std::unique_ptr<FunctionHost>()> make;  // one that was not started
};

class HostPool {
 public:
  HostPool(HostKind kind, int count);
  HostPool(const HostPool&) = delete;
  HostPool& operator=(const HostPool&) = delete;

  // The first one alone: when it cannot be started, neither can the others.
  void startFirst(base::TimePoint now) { hosts_.front()->start(now); }
  void startOthers(base::TimePoint now);
  [[nodiscard]] const FunctionHost& first() const { return *hosts_.front(); }

  void call(std::uint64_t lane, QueuedCall call);
  void flush();
  void appendPolls(std::vector<pollfd>& polls);
  // `polls`: what appendPolls() appended, after poll().
  void handle(const pollfd* polls, base::TimePoint now);
  // Once the first one was ready: replaces what is dead or stuck. False: broken() says why no more.
  bool replaceLost(base::TimePoint now);
  [[nodiscard]] std::optional<base::TimePoint> nextDeadline() const;
  // Calls under way fail. The processes end by themselves, at the same time.
  void end();
  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  using Host = std::unique_ptr<FunctionHost>;

  [[nodiscard]] Host started(base::TimePoint now);
  void giveUp(const FunctionHost& last);

  const HostKind kind_;
  std::vector<Host> hosts_;
  std::vector<Host> retired_;  // stuck ones that still have other calls
  std::size_t polled_hosts_ = 0;
  std::size_t polled_retired_ = 0;
  CrashWatch crashes_;
  std::string broken_;
};

}  // namespace hrp::plugin
