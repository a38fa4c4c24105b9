#pragma once
// FunctionDesk: the calls of custom functions that users of one engine thread wait for. Answers
// come from other threads and are handed over on the loop's; one that comes after its user, or the
// desk, has gone is dropped.
//
// Owned by the thread's UserHost and used on its thread. The loop must outlive the answers under
// way: it may be woken by one at any time while the desk lives.

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "engine/functions/replay.hpp"
#include "hrp/net/event_loop.hpp"

namespace hrp::engine {

class FunctionWaiter {
 public:
  virtual void onAnswer(base::Result<expression::Value> answer) = 0;

 protected:
  ~FunctionWaiter() = default;
};

class FunctionDesk {
 public:
  explicit FunctionDesk(net::EventLoop& loop);
  ~FunctionDesk();
  FunctionDesk(const FunctionDesk&) = delete;
  FunctionDesk& operator=(const FunctionDesk&) = delete;

  // Calls the waiter once, in a later turn of the loop, unless it is forgotten before. Calls of one
  // lane go to one process.
  std::uint64_t call(Replay::Pending call, std::uint64_t lane, FunctionWaiter& waiter);
  void forget(std::uint64_t ticket);

 private:
  struct Gate;
  void deliver(std::uint64_t ticket, base::Result<expression::Value> answer);

  std::shared_ptr<Gate> gate_;
  std::uint64_t next_ticket_ = 1;
  std::unordered_map<std::uint64_t, FunctionWaiter*> waiting_;
};

}  // namespace hrp::engine
