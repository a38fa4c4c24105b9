#pragma once
// FleetShare: what the users of this engine share with those of the whole fleet: the leased rows of
// each testcase and the points where users wait for each other. Shared by the threads. Those ask
// for attention when a user waits, so that the fleet hears of it before the next poll.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/fleet/rendezvous_board.hpp"
#include "engine/fleet/row_feed.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

class FleetShare {
 public:
  FleetShare(const testcase::Workload& workload, std::size_t threads,
             std::function<void()> attention);

  // Of a testcase; null: it has no rows, or none that need a lease.
  [[nodiscard]] RowFeed* rows(std::size_t program) const { return feeds_[program].get(); }
  RendezvousBoard meetings;
  // Any thread; calls the owner's function once until the next needs().
  void askForAttention();

  // The rest is for the engine's owner.
  void ordered(const std::vector<SpawnGroup>& groups);
  struct Applied {
    bool rows = false;  // users that wait for a row should try again
    std::vector<RendezvousBoard::Release> releases;
  };
  [[nodiscard]] Applied apply(const FleetWords& words);
  struct Users {
    std::int64_t alive = 0;
    std::int64_t asked_for = 0;
  };
  // Without users, everything that is held is given back.
  [[nodiscard]] FleetNeeds needs(const Users& users);

 private:
  std::vector<std::unique_ptr<RowFeed>> feeds_;  // by program
  std::vector<RowFeed*> sets_;                   // by FleetPlan::rows
  std::function<void()> attention_;
  std::atomic<bool> asked_{false};
  bool unbounded_ = false;  // some users go on for ever
  std::uint64_t iterations_ = 0;
};

}  // namespace hrp::engine
