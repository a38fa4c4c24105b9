#include "http/exchange_slot.hpp"

#include "http/connection.hpp"

namespace hrp::http {

ExchangeSlot::ExchangeSlot(ClientContext::Impl& of) : context(of), http1(of.heads, of.piece) {}

ExchangeSlot::~ExchangeSlot() = default;

void ExchangeSlot::prepare(const Request& asked, ExchangeHandler& answer_to,
                           ExchangeSlot*& active_of) {
  request = asked;
  handler = &answer_to;
  active = &active_of;
  active_of = this;
  trace = ExchangeTrace();
  trace.started = context.loop.clock().now();
  rested = retried = failing = false;
  // A timer that is armed for an earlier time stays: it looks at the deadline again when it fires.
  // Deadlines mostly grow, so most exchanges do not touch the loop's heap.
  const bool limited = asked.deadline != base::TimePoint{};
  if (limited && (!armed() || due() > asked.deadline)) context.loop.arm(*this, asked.deadline);
}

void ExchangeSlot::failLater() {
  failing = true;
  context.loop.arm(*this, context.loop.now());
}

void ExchangeSlot::onTimer() {
  if (connection == nullptr) return;
  if (failing) {
    connection->onFailing();
  } else if (request.deadline == base::TimePoint{}) {
    return;
  } else if (context.loop.now() < request.deadline) {
    context.loop.arm(*this, request.deadline);
  } else {
    connection->onDeadline();
  }
}

}  // namespace hrp::http
