#pragma once
// Member: a worker as the master knows it, with its share of the present run. Plain values;
// MasterMachine owns them and FleetPlan changes what they are to do.
//
// What a share may be, whatever the phase of the run (MasterMachine adds the rest):
//
//   state      orders                          pending               done, ended, lost
//   none       none, nobody held               none                  none of them
//   preparing  none, nobody held               none                  ended
//   active     spawned ≤ applied ≤ ordered     none, or those from   done: applied = ordered
//                                              applied + 1 to ordered
//   failed     none, nobody held               none                  none of them
//
//   A share that is prepared, active or failed has a number from 1. It holds no negative number of
//   users. The master has passed on exactly the reports that the ledger took.

#include <cstdint>
#include <deque>
#include <optional>

#include "cluster/master/count_watch.hpp"
#include "cluster/master/report_ledger.hpp"
#include "hrp/base/invariants.hpp"
#include "hrp/runner/worker_machine.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::cluster {

// When a message that is sent until it is answered was sent last.
class Reminder {
 public:
  [[nodiscard]] bool due(base::TimePoint now, base::Duration interval) const {
    return !sent_ || now - *sent_ >= interval;
  }
  void sent(base::TimePoint now) { sent_ = now; }
  void atOnce() { sent_.reset(); }

 private:
  std::optional<base::TimePoint> sent_;
};

// What a worker has of the present run.
struct Share {
  enum class State : std::uint8_t { kNone, kPreparing, kActive, kFailed };
  State state = State::kNone;
  std::uint32_t number = 0;   // how often it was prepared in this run
  std::uint32_t ordered = 0;  // the last order's epoch
  std::uint32_t applied = 0;
  std::uint32_t spawned = 0;
  std::deque<runner::EngineOrder> pending;  // not applied as far as the master knows
  std::int64_t held = 0;                    // users, once all orders are applied
  bool done = false;                        // they ended by themselves after the last order
  bool ended = false;                       // stopped, every report acknowledged
  bool lost = false;  // its work was handed to others; it may still be running
  engine::PacePlan pace;
  std::optional<runner::Turn> turn;  // on the line of stages, as last said
  std::int64_t iterations_given = 0;
  std::int64_t iterations_counted = 0;
  base::TimePoint begun{};
  base::TimePoint prepared_since{};  // the worker was last seen to be at it
  Reminder prepare;
  Reminder orders;
  Reminder stop;

  // Appends an order and sends it with what is pending as soon as there is time.
  void order(runner::EngineOrder order);
  // Follows what the worker says it has done; never beyond what it was ordered.
  void follow(std::uint32_t applied_epoch, std::uint32_t spawned_epoch);
  // Forgets everything but how often it was prepared and what was counted of it.
  void reset();

  [[nodiscard]] bool pendingIsWhole() const { return pending.size() == ordered - applied; }
  [[nodiscard]] base::Finding checkInvariants() const;
};

struct Member {
  stats::WorkerView view;
  bool missing = false;
  bool left = false;  // it said goodbye
  std::uint64_t sequence = 0;
  std::int64_t users_peak = 0;  // its own, in the run that it is in
  base::TimePoint last_heard{};
  std::uint32_t index = 0;
  Reminder quit;
  Share share;
  ReportLedger ledger;
  std::uint64_t reports_counted = 0;  // of the run, passed on
  CountWatch watch;

  [[nodiscard]] bool live() const { return !missing && !left; }
  [[nodiscard]] bool working() const { return live() && share.state == Share::State::kActive; }
  [[nodiscard]] base::Finding checkInvariants() const;
};

}  // namespace hrp::cluster
