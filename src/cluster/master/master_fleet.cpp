// The part of MasterMachine that gives out rows and lets users meet.

#include <utility>

#include "cluster/master/master_machine.hpp"

namespace hrp::cluster {

// Each share counts its words from 1.
std::string MasterMachine::tenantOf(const Member& member) {
  return member.view.id + "#" + std::to_string(member.share.number);
}

void MasterMachine::receive(Member& member, const Needs& body) {
  const bool mine = body.id == ShareId{plan_.id, member.share.number} &&
                    member.share.state == Share::State::kActive && phase_ == Phase::kActive;
  if (!mine) {
    // Nobody waits for what is given back to a run that is over.
    send(member, Grants{body.id, {body.claim.sequence, {}}});
    return;
  }
  desk_.claim(tenantOf(member), body.claim, now_);
  sendGrants();
}

void MasterMachine::sendGrants() {
  desk_.open(everyWorkerSpawned());
  for (auto& [tenant, grant] : desk_.due(now_)) {
    const auto end = tenant.rfind('#');
    const auto found = members_.find(tenant.substr(0, end));
    if (found == members_.end() || tenantOf(found->second) != tenant) continue;
    send(found->second, Grants{{plan_.id, found->second.share.number}, std::move(grant)});
  }
}

}  // namespace hrp::cluster
