#pragma once
// Fleet plan: the orders that bring the workers of a run to its target: at the start, at a
// rebalance, and when workers are lost, come back or join. Pure functions over the members' shares.

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>

#include "cluster/master/count_watch.hpp"
#include "cluster/master/report_ledger.hpp"
#include "hrp/runner/profile.hpp"
#include "hrp/runner/spawn_plan.hpp"
#include "hrp/runner/worker_machine.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::cluster {

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
  base::TimePoint sent_at{};
};

struct Member {
  stats::WorkerView view;
  bool missing = false;
  bool left = false;  // it said goodbye
  std::uint64_t sequence = 0;
  std::int64_t users_peak = 0;  // its own, in the run that it is in
  base::TimePoint last_heard{};
  std::uint32_t index = 0;
  Share share;
  ReportLedger ledger;
  CountWatch watch;

  [[nodiscard]] bool live() const { return !missing && !left; }
  [[nodiscard]] bool working() const { return live() && share.state == Share::State::kActive; }
};

struct RunPlan {
  std::string id;
  runner::RunProfile profile;
  std::int64_t target_users = 0;
  double rate_per_s = 1;
  std::int64_t next_user_id = 1;
  std::int64_t owed_users = 0;  // under a loop count: of lost workers, not handed out yet
  std::int64_t owed_iterations = 0;
};

// Spreads plan.target_users evenly over `workers`; under stages gives them their turns on the line.
void spreadUsers(RunPlan& plan, std::span<Member* const> workers);
// After a worker was lost, came back or joined: with a loop count only what lost workers left
// undone is handed out, else all users are spread again.
void evenOut(RunPlan& plan, std::span<Member* const> workers);
// Takes the work of a lost worker into what is owed.
void loseWork(RunPlan& plan, Member& member);
// A lost worker is back with its load still on: under a loop count its users have to end, because
// others do their iterations.
void takeBack(const RunPlan& plan, Member& member);
// Forgets the share and counts the next one.
void resetShare(Member& member);

}  // namespace hrp::cluster
