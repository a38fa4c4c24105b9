// Steps at which users wait for each other.

#include "engine/steps/rendezvous.hpp"

#include "engine/steps/step_tools.hpp"

namespace hrp::engine {

using testcase::RendezvousStep;

namespace {

// The fleet releases whoever waits; the timer is only there for the case_timeout.
constexpr base::Duration kLookAgain = std::chrono::hours(1);

// Inside a referenced testcase it has a row.
void recordWaiting(User& user, base::TimePoint from) {
  if (!user.operation().name_prefix.empty()) user.recordTime(user.row(), from, {});
}

}  // namespace

template <>
bool StepRun<RendezvousStep>::plan(const testcase::Operation& operation,
                                   const StepPlanning& /*with*/, StepPlan& plan) {
  if (testcase::stepIf<RendezvousStep>(operation) == nullptr) return false;
  plan.row_type = plan.record_type = "rendezvous";
  return true;
}

template <>
StepFailure StepRun<RendezvousStep>::prepare(User& /*user*/) {
  return {};
}

template <>
Progress StepRun<RendezvousStep>::begin(User& user) {
  UserHost& host = user.host();
  const auto releases = host.run.fleet.meetings.arrive({user.programIndex(), user.at()});
  if (releases) {
    user.waitFor(kLookAgain);
    auto& meeting = user.setState(std::make_unique<Meeting>(user, *releases));
    host.tools->meetings.enter(meeting);
    host.run.fleet.askForAttention();
    return Progress::kWaits;
  }
  recordWaiting(user, host.loop.now());
  user.stepOver({});
  return Progress::kGoesOn;
}

template <>
void StepRun<RendezvousStep>::woken(User& user, Wake /*by*/) {
  if (!user.caseTimeIsOver()) return user.waitFor(kLookAgain);
  user.state<Meeting>()->giveUp();
}

template <>
void StepRun<RendezvousStep>::cancel(User& user) {
  const auto meeting = user.takeState<Meeting>();
  if (meeting != nullptr) meeting->leave();
}

Meeting::Meeting(User& user, std::uint64_t releases)
    : user_(user),
      point_{user.programIndex(), user.at()},
      releases_(releases),
      came_(user.host().loop.now()) {}

bool Meeting::released(const RendezvousBoard::Release& release) {
  if (releases_ >= release.releases || !(release.point == point_)) return false;
  user_.wakeUp(user_.host().loop.now());
  pass();
  return true;
}

void Meeting::giveUp() {
  leave();
  pass();
}

void Meeting::leave() {
  user_.host().tools->meetings.leave(*this);
  user_.host().run.fleet.meetings.leave(point_, releases_);
}

void Meeting::pass() {
  User& user = user_;
  recordWaiting(user, came_);
  user.takeState<Meeting>().reset();
  user.over({});
}

void releaseMeetings(UserHost& host, const RendezvousBoard::Release& release) {
  WaitList<Meeting>& meetings = host.tools->meetings;
  for (std::size_t left = meetings.size(); left > 0; --left) {
    Meeting& meeting = meetings.takeFirst();
    if (!meeting.released(release)) meetings.enter(meeting);
  }
}

}  // namespace hrp::engine
