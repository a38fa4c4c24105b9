#pragma once
// Meeting: a user that waits at a rendezvous for the others of the fleet.

#include <cstdint>

#include "engine/fleet/rendezvous_board.hpp"
#include "engine/pace/wait_list.hpp"
#include "engine/users/user.hpp"

namespace hrp::engine {

class Meeting final : public StepState, public WaitLink<Meeting> {
 public:
  Meeting(User& user, std::uint64_t releases);

  // The user goes on if this is the release that it waits for. False: it has to be put back.
  [[nodiscard]] bool released(const RendezvousBoard::Release& release);
  // The time of the testcase is over: it waits no longer.
  void giveUp();
  void leave();

 private:
  void pass();

  User& user_;
  const RendezvousBoard::Point point_;
  const std::uint64_t releases_;  // of the point, when the user came
  const base::TimePoint came_;
};

// The users of one engine thread that wait for this go on; some may wait again at once, behind
// those who were there before.
void releaseMeetings(UserHost& host, const RendezvousBoard::Release& release);

}  // namespace hrp::engine
