#include "cluster/master/member.hpp"

#include <algorithm>
#include <utility>

namespace hrp::cluster {

void Share::order(runner::EngineOrder order) {
  order.epoch = ++ordered;
  done = false;
  pending.push_back(std::move(order));
  orders.atOnce();
}

void Share::follow(std::uint32_t applied_epoch, std::uint32_t spawned_epoch) {
  applied = std::max(applied, std::min(applied_epoch, ordered));
  spawned = std::max(spawned, std::min(spawned_epoch, applied));
  while (!pending.empty() && pending.front().epoch <= applied) pending.pop_front();
}

void Share::reset() {
  const std::uint32_t times = number;
  const std::int64_t counted = iterations_counted;
  *this = Share();
  number = times;
  iterations_counted = iterations_given = counted;
}

base::Finding Share::checkInvariants() const {
  base::RuleCheck check("Share");
  const bool idle = state != State::kActive;
  check.state(state == State::kNone || number > 0, "only a numbered share is prepared", "state",
              state, "number", number);
  check.state(spawned <= applied && applied <= ordered, "spawned ≤ applied ≤ ordered", "spawned",
              spawned, "applied", applied, "ordered", ordered);
  check.state(!idle || (ordered == 0 && held == 0), "only an active share has orders", "state",
              state, "ordered", ordered, "held", held);
  check.state(pending.empty() || pendingIsWhole(),
              "pending orders are those after the applied ones", "pending", pending.size(),
              "applied", applied, "ordered", ordered);
  check.state(pending.empty() || pending.front().epoch == applied + 1,
              "the first pending order comes after the applied ones", "first",
              pending.empty() ? 0 : pending.front().epoch, "applied", applied);
  check.state(held >= 0, "a share holds no negative number of users", "held", held);
  check.state(!done || (state == State::kActive && applied == ordered),
              "only an active share that applied all orders is done", "state", state, "applied",
              applied, "ordered", ordered);
  check.state(!ended || state == State::kActive || state == State::kPreparing,
              "only a share that was begun ends", "state", state);
  check.state(!lost || state == State::kActive, "only an active share is lost", "state", state);
  return check.finding();
}

base::Finding Member::checkInvariants() const {
  base::RuleCheck check("Member");
  check.part(share.checkInvariants(), "worker", view.id);
  check.part(ledger.checkInvariants(), "worker", view.id);
  check.count(reports_counted == ledger.taken(),
              "each report that the ledger took is passed on once", "worker", view.id, "counted",
              reports_counted, "taken", ledger.taken());
  return check.finding();
}

}  // namespace hrp::cluster
