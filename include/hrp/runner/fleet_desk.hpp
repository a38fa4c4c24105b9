#pragma once
// FleetDesk: the fleet's side of rows and meetings: on the master for all workers, in a standalone
// run for its one engine. Takes claims, gives grants. Pure; one owner, one thread.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hrp/runner/meeting_hall.hpp"
#include "hrp/runner/row_ledger.hpp"

namespace hrp::runner {

class FleetDesk {
 public:
  explicit FleetDesk(const engine::FleetPlan& plan);

  // `tenant`: one share of one worker.
  void claim(const std::string& tenant, const FleetClaim& claim, base::TimePoint now);
  void lost(const std::string& tenant);
  void back(const std::string& tenant);
  void leave(const std::string& tenant);
  // Whether all users of the fleet have started.
  void open(bool everyone_started) { hall_.open(everyone_started); }
  // What to send now: news, answers to claims, and what was not taken in time.
  [[nodiscard]] std::vector<std::pair<std::string, FleetGrant>> due(base::TimePoint now);

  // Of rows and meetings.
  [[nodiscard]] base::Finding checkInvariants() const;

 private:
  struct Tenant {
    std::uint64_t newest = 0;  // claim
    bool unanswered = false;
  };
  RowLedger ledger_;
  MeetingHall hall_;
  std::map<std::string, Tenant> tenants_;
};

}  // namespace hrp::runner
