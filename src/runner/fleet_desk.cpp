#include "hrp/runner/fleet_desk.hpp"

namespace hrp::runner {

FleetDesk::FleetDesk(const engine::FleetPlan& plan) : ledger_(plan.rows), hall_(plan.points) {}

void FleetDesk::claim(const std::string& tenant, const FleetClaim& claim, base::TimePoint now) {
  Tenant& known = tenants_[tenant];
  known.unanswered = true;
  if (claim.sequence <= known.newest) return;
  known.newest = claim.sequence;
  ledger_.claim(tenant, claim.rows);
  hall_.claim(tenant, claim, now);
}

void FleetDesk::lost(const std::string& tenant) {
  ledger_.lost(tenant);
  hall_.lost(tenant);
}

void FleetDesk::back(const std::string& tenant) {
  ledger_.back(tenant);
  hall_.back(tenant);
}

void FleetDesk::leave(const std::string& tenant) {
  ledger_.leave(tenant);
  hall_.leave(tenant);
  tenants_.erase(tenant);
}

base::Finding FleetDesk::checkInvariants() const {
  base::RuleCheck check("FleetDesk");
  check.part(ledger_.checkInvariants());
  check.part(hall_.checkInvariants());
  return check.finding();
}

std::vector<std::pair<std::string, FleetGrant>> FleetDesk::due(base::TimePoint now) {
  std::vector<std::pair<std::string, FleetGrant>> grants;
  auto rows = ledger_.due(now);
  auto meetings = hall_.due(now);
  for (auto& [id, tenant] : tenants_) {
    FleetGrant grant;
    grant.claim = tenant.newest;
    if (const auto found = rows.find(id); found != rows.end()) {
      grant.words.rows = std::move(found->second);
      // The rest follows when it was not taken in time.
      if (grant.words.rows.size() > FleetGrant::kMaxWords) {
        grant.words.rows.resize(FleetGrant::kMaxWords);
      }
    }
    if (const auto found = meetings.find(id); found != meetings.end()) {
      grant.words.meetings = std::move(found->second);
    }
    if (!tenant.unanswered && grant.words.empty()) continue;
    tenant.unanswered = false;
    grants.emplace_back(id, std::move(grant));
  }
  return grants;
}

}  // namespace hrp::runner
