// Whatever peers say, in whatever order, no invariant breaks: neither of a master among workers
// that make things up nor of a worker whose master does.

#include <gtest/gtest.h>

#include "cluster/master/master_machine.hpp"
#include "cluster/worker/worker_session.hpp"
#include "hrp/base/random.hpp"

namespace hrp::cluster {
namespace {

using runner::WorkerEnding;
using std::chrono::milliseconds;

// Says anything, mostly of the run that it heard of.
class Liar {
 public:
  explicit Liar(std::uint64_t seed) : random_(seed) {}

  void heard(const ShareId& id) { id_ = id; }
  base::Random& random() { return random_; }

  ShareId share() {
    if (random_.below(8) == 0) return {"another", small()};
    return random_.below(8) == 0 ? ShareId{id_.run, small()} : id_;
  }
  WorkerStatus status() {
    WorkerStatus status;
    sequence_ += random_.below(3);
    status.sequence = sequence_;
    status.id = share();
    status.state = static_cast<base::RunState>(1 + random_.below(7));
    status.applied = small();
    status.spawned = small();
    status.ending = static_cast<WorkerEnding>(random_.below(12) == 0 ? random_.below(5) : 0);
    status.users = small();
    return status;
  }
  stats::Slice slice() {
    stats::Slice slice;
    slice.iterations = small();
    return slice;
  }
  runner::FleetClaim claim() {
    runner::FleetClaim claim{++claims_, {}, small(), small(), {}};
    runner::RowClaim row{small(), small(), small(), {{small(), small()}}, {}};
    row.returned.push_back({small(), {small(), small()}});
    claim.rows.push_back(row);
    claim.points.push_back({small(), small(), small()});
    return claim;
  }
  Body toMaster() {
    switch (random_.below(10)) {
      case 0:
        return ClientReady{kProtocolVersion, "linux", "amd64", status()};
      case 1:
        return Prepared{status(), random_.below(9) == 0 ? "broken" : ""};
      case 2:
        return Spawning{status()};
      case 3:
        return SpawningComplete{status()};
      case 4:
        return Stats{share().run, small(), {{small(), slice()}}};
      case 5:
        return ClientStopped{status()};
      case 6:
        return Needs{share(), claim()};
      case 7:
        if (random_.below(20) == 0) return Quit{random_.below(2) == 0};
        return BundleRequest{"hash", small()};
      default:
        return WorkerHeartbeat{{}, status()};
    }
  }
  Body toWorker() {
    const runner::EngineOrder order{small() / 2, {{2, 0, 1, 0, 1, 0}}, 0, {}, {}, {}};
    switch (random_.below(12)) {
      case 0:
        return Prepare{{"run" + std::to_string(random_.below(3)), small()}, "hash", 4, 0, 1, {}};
      case 1:
        return BundleChunk{"hash", small() % 2, "data"};
      case 2:
        return Rebalance{share(), order};
      case 3:
        return StatsAck{share().run, small(), {}};
      case 4:
        if (random_.below(4) == 0) return Stop{share().run, milliseconds(small())};
        return MasterHeartbeat{};
      case 5:
        return Grants{share(), {small(), {}}};
      case 6:
        return Ack{random_.below(9) != 0, {}, small(), share(), small()};
      case 7:
        return random_.below(200) == 0 ? Body(Quit{}) : Body(MasterHeartbeat{});
      default:
        return Spawn{share(), order};
    }
  }
  std::uint32_t small() { return static_cast<std::uint32_t>(random_.below(6)); }

 private:
  base::Random random_;
  ShareId id_;
  std::uint64_t sequence_ = 0;
  std::uint64_t claims_ = 0;
};

engine::FleetPlan rowsAndAPoint() {
  engine::FleetPlan plan;
  plan.rows.push_back({.rows = 5, .end = 40, .unique = true});
  plan.points.push_back({});
  return plan;
}

MasterEvent anyCommand(Liar& liar, const PreparedBundle& bundle) {
  runner::RunProfile profile;
  profile.spawn_count = liar.small();
  profile.loop_count = liar.small() % 2 * 5;
  switch (liar.random().below(6)) {
    case 0:
      return StopCommand{2, {}};
    case 1:
      return RebalanceCommand{3, {.spawn_count = liar.small()}};
    default:
      return StartCommand{1, profile, bundle};
  }
}

TEST(MasterInvariants, HoldWhateverWorkersSay) {
  for (std::uint64_t seed = 1; seed <= 60 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const base::BrokenRuleListener listener(
        [](const base::BrokenRule& broken) { ADD_FAILURE() << broken.text(); });
    const PreparedBundle bundle{std::make_shared<const std::string>("data"), "hash",
                                rowsAndAPoint()};
    base::TimePoint now{std::chrono::seconds(1)};
    MasterMachine master({}, now);
    std::vector<Liar> workers{Liar(seed), Liar(seed + 1'000), Liar(seed + 2'000)};
    Liar& any = workers[0];
    for (int i = 0; i < 600 && !HasFailure(); ++i) {
      const auto which = any.random().below(workers.size());
      const std::string id = "w" + std::to_string(which);
      now += milliseconds(any.random().below(20) == 0 ? 3'000 : 40);
      MasterEvent event = FromWorker{id, "", {workers[which].toMaster(), id}};
      if (i % 5 == 0) event = MasterTick{};
      if (any.random().below(25) == 0) event = anyCommand(any, bundle);
      for (const auto& action : master.step(event, now)) {
        const auto* send = std::get_if<SendToWorker>(&action);
        const auto* prepare = send == nullptr ? nullptr : std::get_if<Prepare>(&send->body);
        if (prepare == nullptr) continue;
        workers[static_cast<std::size_t>(send->worker.back() - '0')].heard(prepare->id);
      }
      base::enforce(master.checkInvariants());
    }
  }
}

TEST(WorkerInvariants, HoldWhateverTheMasterSays) {
  for (std::uint64_t seed = 1; seed <= 200 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const base::BrokenRuleListener listener(
        [](const base::BrokenRule& broken) { ADD_FAILURE() << broken.text(); });
    base::TimePoint now{std::chrono::seconds(1)};
    WorkerSession session({.worker_id = "w", .ignore_quit = seed % 2 == 0}, now);
    Liar master(seed);
    ShareId loading;
    std::int64_t on = 0;
    for (int i = 0; i < 400 && !HasFailure(); ++i) {
      now += milliseconds(40);
      SessionEvent event = FromMaster{{master.toWorker(), i < 350 ? "m1" : "m2"}};
      if (i % 5 == 0) event = WorkerTick{};
      if (i % 5 == 1) event = Loaded{loading, master.small() == 0 ? "broken" : ""};
      if (i % 5 == 2) {
        runner::EngineUpdate update;
        update.epoch = session.machine().appliedEpoch();
        update.users = master.small();
        update.spawned = master.small() > 2;
        update.finished = update.epoch > 0 && master.small() == 0;
        update.held = master.small() == 0;
        if (session.machine().ending() == WorkerEnding::kNone) {
          update.slices.push_back({master.small(), master.slice()});
        }
        event = EngineReported{loading, update};
      }
      for (const auto& action : session.step(event, now)) {
        if (const auto* load = std::get_if<LoadShare>(&action)) {
          loading = load->prepare.id;
          master.heard(loading);
        }
        on += std::holds_alternative<LoadBegan>(action) ? 1 : 0;
        on -= std::holds_alternative<LoadEnded>(action) ? 1 : 0;
        EXPECT_TRUE(on == 0 || on == 1) << "a load begins and ends in turn";
      }
      base::enforce(session.checkInvariants());
    }
  }
}

}  // namespace
}  // namespace hrp::cluster
