#include "engine/functions/function_desk.hpp"

#include <mutex>
#include <utility>

namespace hrp::engine {

using expression::Value;

// What answering threads hold on to. `desk` becomes null with the desk.
struct FunctionDesk::Gate {
  std::mutex mutex;
  FunctionDesk* desk;
  net::EventLoop& loop;
};

FunctionDesk::FunctionDesk(net::EventLoop& loop) : gate_(new Gate{{}, this, loop}) {}

FunctionDesk::~FunctionDesk() {
  const std::scoped_lock lock(gate_->mutex);
  gate_->desk = nullptr;
}

std::uint64_t FunctionDesk::call(Replay::Pending call, std::uint64_t lane, FunctionWaiter& waiter) {
  const std::uint64_t ticket = next_ticket_++;
  waiting_.emplace(ticket, &waiter);
  expression::CustomFunctions::Call out;
  out.name = std::move(call.name);
  out.arguments = std::move(call.arguments);
  out.lane = lane;
  out.done = [gate = gate_, ticket](base::Result<Value> answer) {
    const std::scoped_lock lock(gate->mutex);
    if (gate->desk == nullptr) return;
    // The task runs on the thread that destroys the desk, so it sees the desk or null.
    gate->loop.post([gate, ticket, answer = std::move(answer)]() mutable {
      if (gate->desk != nullptr) gate->desk->deliver(ticket, std::move(answer));
    });
  };
  call.functions->call(std::move(out));
  return ticket;
}

void FunctionDesk::forget(std::uint64_t ticket) {
  waiting_.erase(ticket);
}

void FunctionDesk::deliver(std::uint64_t ticket, base::Result<Value> answer) {
  const auto found = waiting_.find(ticket);
  if (found == waiting_.end()) return;
  FunctionWaiter& waiter = *found->second;
  waiting_.erase(found);
  waiter.onAnswer(std::move(answer));
}

}  // namespace hrp::engine
