#pragma once
// MasterMachine: the master's side of the protocol: which workers there are, starting and stopping
// runs, keeping the users spread, counting each report once, auto-start and quitting. Pure:
// step(event, now) → actions.
//
// What holds after each step, beside the rules of each share (member.hpp) and of the plan:
//
//   phase      shares                                  departed workers   waits for
//   idle       none                                    of the last run    auto-start, or nothing
//   preparing  none, preparing, active; no orders;     none               its start command
//              only live workers have one
//   active     any; who is active has orders, pending  see below          –
//              are all not applied; none has ended
//   stopping   any; nothing pending                    any                –
//   quitting   none                                    of the last run    –
//   finished   none                                    of the last run    –
//
//   In an active run a share is lost exactly while it is active and its worker is gone, a lost one
//   is listed as lost or left, and one that failed is listed. A stopping run has a reason to end,
//   an active one has none yet. Who quits knows what to finish with.

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cluster/master/fleet_plan.hpp"
#include "hrp/cluster/master.hpp"
#include "hrp/cluster/messages.hpp"
#include "hrp/runner/fleet_desk.hpp"
#include "hrp/runner/run_board.hpp"

namespace hrp::cluster {

using Ticket = std::uint64_t;  // of a command; 0: nobody waits for the decision

// Events.
struct MasterTick {};
struct FromWorker {
  std::string peer;  // the sender as the transport knows it
  std::string address;
  Message message;
};
struct StartCommand {
  Ticket ticket = 0;
  runner::RunProfile profile;
  PreparedBundle bundle;
};
struct RebalanceCommand {
  Ticket ticket = 0;
  runner::RebalanceRequest request;
};
struct StopCommand {
  Ticket ticket = 0;
  runner::StopRequest request{};
  stats::EndReason reason = stats::EndReason::kStop;
  std::string text{};
};
struct QuitCommand {
  MasterOutcome outcome;
};
using MasterEvent =
    std::variant<MasterTick, FromWorker, StartCommand, RebalanceCommand, StopCommand, QuitCommand>;

// Actions.
struct SendToWorker {
  std::string worker;
  Body body;
};
struct Decided {
  Ticket ticket = 0;
  base::Result<> result;
};
struct RunBegan {
  runner::RunProfile profile;
};
struct RunStopping {};  // no request starts any more
struct RunCounted {
  std::vector<ReportPart> parts;
};
struct RunOver {
  stats::EndReason reason = stats::EndReason::kStop;
  std::string text;
};
struct RunAmended {  // figures of a run that is over have come
  std::string text;
};
struct Note {  // for the log
  std::string text;
};
struct MasterFinished {
  MasterOutcome outcome;
};
using MasterAction = std::variant<SendToWorker, Decided, RunBegan, RunStopping, RunCounted, RunOver,
                                  RunAmended, Note, MasterFinished>;

struct MachineOptions {
  std::uint64_t seed = 1;  // of run ids
  // Auto-start: when `expect_workers` are there; empty: the API starts runs.
  std::optional<StartCommand> auto_start;
  std::size_t expect_workers = 1;
  base::Duration expect_workers_max_wait = std::chrono::seconds(120);
};

class MasterMachine {
 public:
  static constexpr std::size_t kMaxWorkers = 10'000;
  static constexpr std::size_t kMaxPendingOrders = 64;

  MasterMachine(MachineOptions options, base::TimePoint now);

  [[nodiscard]] std::vector<MasterAction> step(const MasterEvent& event, base::TimePoint now);

  [[nodiscard]] base::RunState state() const;
  [[nodiscard]] runner::RunFigures figures(base::TimePoint now) const;
  [[nodiscard]] std::size_t liveWorkers() const;

  // All of it; a step of a release build asks only the rules of what it touched.
  [[nodiscard]] base::Finding checkInvariants() const;

 private:
  enum class Phase : std::uint8_t { kIdle, kPreparing, kActive, kStopping, kQuitting, kFinished };

  void on(const MasterTick& event);
  void on(const FromWorker& event);
  void on(const StartCommand& command);
  void on(const RebalanceCommand& command);
  void on(const StopCommand& command);
  void on(const QuitCommand& command);

  void receive(Member& member, const ClientReady& body);
  void receive(Member& member, const WorkerHeartbeat& body);
  void receive(Member& member, const BundleRequest& body);
  void receive(Member& member, const Prepared& body);
  void receive(Member& member, const Spawning& body);
  void receive(Member& member, const SpawningComplete& body);
  void receive(Member& member, const Stats& body);
  void receive(Member& member, const ClientStopped& body);
  void receive(Member& member, const Exception& body);
  void receive(Member& member, const Quit& body);
  void receive(Member& member, const Needs& body);
  template <class Other>
  void receive(Member&, const Other&) {}  // a message of the master's own side

  Member* admit(const FromWorker& event);
  void acknowledge(const Member& member, std::uint64_t sequence);
  bool adopt(Member& member, const WorkerStatus& status);
  void followShare(Member& member, const WorkerStatus& status);
  void stillLoads(Member& member, const WorkerStatus& status) const;
  void shareEnded(Member& member, const WorkerStatus& status);

  // master_losses.cpp: workers that go
  void noticePause(base::Duration pause);
  bool heard(Member& member, const ClientReady* ready);
  void cameBack(Member& member);
  void lost(Member& member, const std::string& why);
  void depart(const Member& member, stats::Departure how, bool whole = false);
  void dropShare(Member& member, const std::string& why);
  void giveUpPreparing(Member& member, const std::string& why);
  void leaves(Member& member, bool whole);
  [[nodiscard]] bool stillWaitsFor(const Member& member) const;
  void nameThoseWithoutEnd();
  void isWhole(const Member& member);
  void amend();
  [[nodiscard]] std::string endText() const;
  [[nodiscard]] stats::DepartedWorkers departedWorkers() const;
  [[nodiscard]] bool countedAll() const;

  // master_fleet.cpp: rows and meetings of the run
  [[nodiscard]] static std::string tenantOf(const Member& member);
  void sendGrants();

  // master_invariants.cpp
  [[nodiscard]] base::Finding checkTouched(const MasterEvent& event) const;
  [[nodiscard]] base::Finding checkFleet() const;
  void checkPhase(base::RuleCheck& check) const;
  void checkMember(base::RuleCheck& check, const Member& member) const;
  void checkActive(base::RuleCheck& check, const Member& member) const;

  void beginShare(Member& member);
  void sendPrepare(Member& member);
  void sendOrders(Member& member);
  void flushOrders();
  void even();
  [[nodiscard]] std::uint32_t freeIndex() const;
  [[nodiscard]] static bool stoppable(const Share& share);
  [[nodiscard]] static bool reportsEnd(const Share& share);
  void goWhenPrepared();
  void failStart(const base::Error& error);
  void beginStop(stats::EndReason reason, const std::string& text);
  void beginStop(stats::EndReason reason, const std::string& text, base::Duration drain);
  [[nodiscard]] bool shortenDrain(const runner::StopRequest& request);
  void sendStops();
  void endRun();
  void beginQuit();
  [[nodiscard]] bool everyShareEnded() const;
  [[nodiscard]] bool everyWorkerDone() const;
  [[nodiscard]] bool everyWorkerSpawned() const;
  [[nodiscard]] std::vector<Member*> working();

  void tickMembers();
  void tickReports();
  void tickPreparing();
  void tickActive();
  void tickStopping();
  void tickQuitting();
  void tickAutoStart();

  void send(const Member& member, Body body) {
    actions_.emplace_back(SendToWorker{member.view.id, std::move(body)});
  }
  void decide(Ticket ticket, base::Result<> result);
  void note(std::string text) { actions_.emplace_back(Note{std::move(text)}); }

  MachineOptions options_;
  base::TimePoint now_;
  std::vector<MasterAction> actions_;
  std::map<std::string, Member> members_;

  Phase phase_ = Phase::kIdle;
  bool ever_ran_ = false;
  std::uint64_t runs_ = 0;
  RunPlan plan_;
  PreparedBundle bundle_;
  runner::FleetDesk desk_{engine::FleetPlan{}};
  Ticket start_ticket_ = 0;
  std::uint32_t worker_count_ = 1;
  base::TimePoint go_{};
  base::TimePoint phase_since_{};
  base::TimePoint drained_{};  // of a run that is stopping: when nothing is waited for any more
  base::TimePoint workers_seen_{};
  std::map<std::string, stats::DepartedWorker> departed_;  // of the run, by id
  bool earlier_counted_all_ = true;                        // the runs before
  base::Duration report_interval_{};
  std::string failure_;
  stats::EndReason end_reason_ = stats::EndReason::kNone;
  std::string end_text_;

  bool waiting_auto_start_ = false;
  base::TimePoint opened_;
  base::TimePoint last_beat_{};
  std::optional<MasterOutcome> quit_;  // what to finish with once nothing runs
};

}  // namespace hrp::cluster
