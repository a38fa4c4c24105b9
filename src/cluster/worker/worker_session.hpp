#pragma once
// WorkerSession: the worker's side of the protocol: introducing itself, fetching bundles, taking
// orders, reporting exactly once, and stopping when the master is gone. Pure: step(event, now) →
// actions. The states of the load itself are those of runner::WorkerMachine.
//
// What holds after each step, beside the rules of the machine and of the outbox:
//
//   phase      machine                      began (LoadBegan without LoadEnded)
//   none       any of the last run          no
//   fetching   no order, no ending          only by an earlier share of the run
//   loading    likewise                     likewise
//   prepared   any                          while its load is on or done, and not before
//   over       no order, no ending          no
//
//   Its reports are of the run that it is in. Only a prepared share asks for the master's word, by
//   a status that it sent; a share that has an end to come is stopping or stopped; an error of its
//   preparation is of one that is over. Who said that it ended has nothing more to report, nor has
//   the run of a master that is gone.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cluster/master/bundle_store.hpp"
#include "cluster/worker/report_outbox.hpp"
#include "hrp/cluster/worker.hpp"
#include "hrp/runner/fleet_tenant.hpp"
#include "hrp/runner/worker_machine.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::cluster {

struct SessionOptions {
  std::string worker_id;
  std::string os = "linux";
  std::string arch = "amd64";
  bool ignore_quit = false;
  base::Duration give_up_after = std::chrono::seconds(60);  // without a master, unless ignore_quit
};

// Events.
struct WorkerTick {
  base::ProcessUsage usage;
};
struct FromMaster {
  Message message;
};
struct Loaded {
  ShareId id;
  std::string error;
};
struct EngineReported {
  ShareId id;
  runner::EngineUpdate update;
};
// Once more: what is still under way is aborted.
struct Leave {
  std::string text;  // the signal
};
using SessionEvent = std::variant<WorkerTick, FromMaster, Loaded, EngineReported, Leave>;

// Actions. Those for the engine are carried out in their order.
struct SendToMaster {
  Body body;
};
struct LoadShare {
  Prepare prepare;
  EncodedBundle bundle;
};
struct ApplyToEngine {
  ShareId id;
  runner::EngineOrder order;
};
// May come again with an earlier end.
struct StopTheEngine {
  ShareId id;
  base::Duration drain{};
};
struct ResumeEngine {  // after a pause of the process
  ShareId id;
};
struct TellEngine {
  ShareId id;
  engine::FleetWords words;
};
struct LoadBegan {
  runner::RunProfile profile;
};
struct LoadCounted {
  std::vector<engine::NumberedSlice> slices;
};
struct LoadEnded {
  stats::EndReason reason = stats::EndReason::kStop;
  std::string text;
};
struct Finish {
  WorkerOutcome outcome;
};
using SessionAction =
    std::variant<SendToMaster, LoadShare, ApplyToEngine, StopTheEngine, ResumeEngine, TellEngine,
                 LoadBegan, LoadCounted, LoadEnded, Finish>;

class WorkerSession {
 public:
  WorkerSession(SessionOptions options, base::TimePoint now);

  [[nodiscard]] std::vector<SessionAction> step(const SessionEvent& event, base::TimePoint now);

  [[nodiscard]] base::RunState state() const;
  [[nodiscard]] const runner::WorkerMachine& machine() const { return machine_; }
  [[nodiscard]] bool registered() const { return registered_; }
  [[nodiscard]] base::Finding checkInvariants() const;

 private:
  enum class Phase : std::uint8_t { kNone, kFetching, kLoading, kPrepared, kOver };

  void on(const WorkerTick& event);
  void on(const FromMaster& event);
  void on(const Loaded& event);
  void on(const EngineReported& event);
  void on(const Leave& event);

  void receive(const Ack& body);
  void receive(const MasterHeartbeat& body);
  void receive(const Prepare& body);
  void receive(const BundleChunk& body);
  void receive(const Spawn& body);
  void receive(const Rebalance& body);
  void receive(const StatsAck& body);
  void receive(const Stop& body);
  void receive(const Grants& body);
  void receive(const Quit& body);
  template <class Other>
  void receive(const Other&) {}  // a message of the worker's own side

  void adoptMaster(const std::string& master_id);
  void introduce();
  void askForWord();
  void hearWord(const Ack& word);
  void beginShare(const Prepare& body);
  void takeOrder(const ShareId& id, const runner::EngineOrder& order);
  void stopLoad(const std::string& why, base::Duration drain);
  void endLoad(stats::EndReason reason, const std::string& text);
  [[nodiscard]] base::Duration ownDrain() const;
  void perform(const std::vector<runner::WorkerAction>& actions);
  void announce(runner::Announce::What what);
  void sendReports(bool flush);
  void sendNeeds();
  void reportEnding();
  void tickLeaving();
  void tickLost();
  [[nodiscard]] bool loadActive() const;
  [[nodiscard]] bool ended() const;  // and every report is acknowledged
  [[nodiscard]] bool whole() const;  // nothing that it did is missing at the master
  [[nodiscard]] WorkerStatus status();
  void send(Body body) { actions_.emplace_back(SendToMaster{std::move(body)}); }
  void finish(WorkerOutcome::Kind kind, std::string text);
  void checkPhase(base::RuleCheck& check) const;

  const SessionOptions options_;
  base::TimePoint now_;
  std::vector<SessionAction> actions_;

  std::string master_id_;
  bool registered_ = false;
  base::TimePoint last_heard_;
  base::TimePoint last_beat_{};
  std::uint64_t sequence_ = 0;
  base::ProcessUsage usage_;

  Phase phase_ = Phase::kNone;
  Prepare prepare_;
  std::string prepare_error_;
  bool began_ = false;     // LoadBegan was given for this run
  bool was_done_ = false;  // its users ended by themselves
  bool told_ended_ = false;
  bool abandoned_ = false;  // the run belongs to a master that is gone
  // The status after which the master's word ends a pause of the engine; 0: it is not held.
  std::uint64_t asked_ = 0;
  std::string stop_text_;
  base::TimePoint drained_ = base::TimePoint::max();  // of the share, when it is stopped
  runner::WorkerMachine machine_;
  ReportOutbox outbox_;
  runner::FleetTenant tenant_;
  BundleStore bundles_;

  bool leaving_ = false;
  bool quitting_ = false;  // the master said so
  bool said_goodbye_ = false;
  base::TimePoint leave_limit_{};
  std::string leave_text_;
  bool finished_ = false;
};

}  // namespace hrp::cluster
