#pragma once
// Simulation: a master and its workers with fake engines on a fake network and a fake clock. With
// throughCodec() every message is encoded and decoded on its way. After each event all invariants
// of the machine that had it are checked; the first broken one fails the test.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cluster/master/master_machine.hpp"
#include "cluster/worker/worker_session.hpp"
#include "hrp/base/invariants.hpp"
#include "hrp/cluster/codec.hpp"
#include "support/fakes/fake_clock.hpp"
#include "support/fakes/fake_load_engine.hpp"
#include "support/fakes/fake_network.hpp"
#include "support/fakes/fake_row_engine.hpp"

namespace hrp::cluster {

class Simulation {
 public:
  using Network = hrp::testing::FakeNetwork<std::shared_ptr<const Message>>;
  struct Node {
    Node(const base::Clock& clock, SessionOptions options, const engine::FleetPlan& fleet)
        : rows{fleet, {}, 0}, session(options, clock.now()), driver(engineOf(clock)) {}
    std::unique_ptr<engine::LoadEngine> engineOf(const base::Clock& clock) {
      if (rows.plan.rows.empty()) {
        return std::make_unique<hrp::testing::FakeLoadEngine>(clock, target);
      }
      return std::make_unique<hrp::testing::FakeRowEngine>(clock, rows);
    }
    hrp::testing::FakeTarget target;
    hrp::testing::FakeRows rows;
    WorkerSession session;
    runner::EngineDriver driver;
    ShareId loaded;
    bool alive = true;
    bool frozen = false;  // as by SIGSTOP
    base::TimePoint frozen_since{};
    std::optional<WorkerOutcome> outcome;
    std::optional<std::string> load_error;
    bool loads_for_ever = false;
    int loads = 0;
    std::int64_t runs_began = 0;
    std::int64_t runs_ended = 0;
  };

  // With rows in `fleet` the engines take them and meet (FakeRowEngine).
  explicit Simulation(std::uint64_t seed, engine::FleetPlan fleet = {})
      : network_(seed), seed_(seed) {
    bundle_ = {std::make_shared<const std::string>(std::string(3'000, 'b')), "hash-1",
               std::move(fleet)};
    startMaster({});
  }

  void startMaster(MachineOptions options) {
    network_.dropAll();
    options.seed = seed_ * 1000 + static_cast<std::uint64_t>(++masters_);
    master_id_ = "master-" + std::to_string(masters_);
    master_ = std::make_unique<MasterMachine>(std::move(options), clock_.now());
    master_up_ = true;
  }
  void throughCodec() { through_codec_ = true; }
  // As by SIGSTOP and SIGCONT: what comes meanwhile waits for it.
  void pauseMaster(base::Duration time) {
    master_paused_ = true;
    run(time);
    master_paused_ = false;
  }
  void thaw(const std::string& id) {
    Node& node = *nodes_.at(id);
    if (!std::exchange(node.frozen, false)) return;
    node.target.paused = clock_.now() - node.frozen_since > std::chrono::seconds(1);
  }
  void killMaster() {
    network_.dropAll();
    master_up_ = false;
  }

  Node& addWorker(const std::string& id, bool ignore_quit = true) {
    SessionOptions options;
    options.worker_id = id;
    options.ignore_quit = ignore_quit;
    return *nodes_.emplace(id, std::make_unique<Node>(clock_, options, bundle_.fleet))
                .first->second;
  }

  void run(base::Duration time) {
    const auto until = clock_.now() + time;
    while (clock_.now() < until) turn();
  }
  // False: it did not become true in time.
  bool runUntil(const std::function<bool()>& reached, base::Duration limit) {
    const auto until = clock_.now() + limit;
    while (!reached()) {
      if (clock_.now() >= until) return false;
      turn();
    }
    return true;
  }

  void command(const MasterEvent& event) {
    const auto actions = master_->step(event, clock_.now());
    base::enforce(master_->checkInvariants());
    perform(actions);
  }
  void start(const runner::RunProfile& profile, Ticket ticket = 1) {
    command(StartCommand{ticket, profile, bundle_});
  }
  StartCommand startCommand(std::int64_t users, base::Duration run_time) const {
    runner::RunProfile profile;
    profile.spawn_count = users;
    profile.spawn_rate = 100;
    profile.run_time = run_time;
    return {0, profile, bundle_};
  }
  void leave(const std::string& id) { give(id, Leave{"terminated"}); }

  [[nodiscard]] std::int64_t sent() const {
    std::int64_t all = 0;
    for (const auto& [id, node] : nodes_) all += node->target.requests;
    return all;
  }
  [[nodiscard]] std::int64_t users() const {
    std::int64_t all = 0;
    for (const auto& [id, node] : nodes_) {
      if (node->alive) all += node->session.machine().users();
    }
    return all;
  }
  [[nodiscard]] bool anyLoad() const {
    for (const auto& [id, node] : nodes_) {
      if (node->alive && node->session.machine().users() > 0) return true;
    }
    return false;
  }
  Node& node(const std::string& id) { return *nodes_.at(id); }
  std::map<std::string, std::unique_ptr<Node>>& nodes() { return nodes_; }
  MasterMachine& master() { return *master_; }
  Network& network() { return network_; }
  hrp::testing::FakeClock& clock() { return clock_; }
  [[nodiscard]] base::RunState state() const { return master_->state(); }

  std::int64_t counted = 0;  // requests that the master has in its figures
  std::map<Ticket, base::Result<>> decisions;
  std::vector<RunOver> overs;
  std::vector<std::string> amendments;  // the texts of the run's end
  std::optional<MasterOutcome> outcome;

 private:
  void hear(const base::BrokenRule& broken) {
    if (!std::exchange(broken_, true)) ADD_FAILURE() << broken.text();
  }

  static constexpr base::Duration kStep = std::chrono::milliseconds(100);

  void turn() {
    clock_.advance(kStep);
    for (auto& frame : network_.take(clock_.now())) deliver(frame);
    if (master_up_ && !master_paused_) command(MasterTick{});
    for (auto& [id, node] : nodes_) {
      if (!node->frozen) node->frozen_since = clock_.now();
      if (!node->alive || node->frozen) continue;
      if (!node->loaded.run.empty()) {
        give(id, EngineReported{node->loaded, node->driver.poll(clock_.now())});
      }
      give(id, WorkerTick{});
    }
  }

  void transmit(const std::string& worker, bool to_master, Message message) {
    if (through_codec_) {
      auto decoded = decode(encode(message));
      ASSERT_TRUE(decoded) << decoded.error().message;
      message = std::move(*decoded);
    }
    network_.send(
        {clock_.now(), worker, to_master, std::make_shared<const Message>(std::move(message))});
  }

  void deliver(const Network::Frame& frame) {
    if (frame.to_master) {
      if (master_paused_) {
        network_.hold({clock_.now() + kStep, frame.worker, true, frame.payload});
        return;
      }
      if (master_up_) command(FromWorker{frame.worker, "127.0.0.1", *frame.payload});
      return;
    }
    Node& node = *nodes_.at(frame.worker);
    if (node.frozen) {
      network_.hold({clock_.now() + kStep, frame.worker, false, frame.payload});
    } else if (node.alive) {
      give(frame.worker, FromMaster{*frame.payload});
    }
  }

  void give(const std::string& id, const SessionEvent& event) {
    Node& node = *nodes_.at(id);
    const auto actions = node.session.step(event, clock_.now());
    base::enforce(node.session.checkInvariants());
    for (const auto& action : actions) {
      if (const auto* send = std::get_if<SendToMaster>(&action)) {
        transmit(id, true, {send->body, id});
      } else if (const auto* load = std::get_if<LoadShare>(&action)) {
        this->load(id, *load);
      } else if (const auto* apply = std::get_if<ApplyToEngine>(&action)) {
        if (apply->id == node.loaded) node.driver.apply(apply->order, clock_.now());
      } else if (const auto* stop = std::get_if<StopTheEngine>(&action)) {
        if (stop->id == node.loaded) node.driver.stop(stop->drain);
      } else if (const auto* resume = std::get_if<ResumeEngine>(&action)) {
        if (resume->id == node.loaded) node.driver.resume();
      } else if (const auto* tell = std::get_if<TellEngine>(&action)) {
        if (tell->id == node.loaded) node.driver.tell(tell->words);
      } else if (const auto* finish = std::get_if<Finish>(&action)) {
        node.outcome = finish->outcome;
        node.alive = false;
      } else if (std::holds_alternative<LoadBegan>(action)) {
        ++node.runs_began;
      } else if (std::holds_alternative<LoadEnded>(action)) {
        ++node.runs_ended;
      }
    }
  }

  void load(const std::string& id, const LoadShare& share) {
    Node& node = *nodes_.at(id);
    ++node.loads;
    ASSERT_EQ(*share.bundle, *bundle_.bytes);
    if (node.loads_for_ever) return;
    if (!node.load_error) {
      node.loaded = share.prepare.id;
      ASSERT_TRUE(node.driver.prepare(nullptr, {}));
    }
    give(id, Loaded{share.prepare.id, node.load_error.value_or("")});
  }

  void perform(const std::vector<MasterAction>& actions) {
    for (const auto& action : actions) {
      if (const auto* send = std::get_if<SendToWorker>(&action)) {
        if (!nodes_.contains(send->worker)) continue;
        transmit(send->worker, false, {send->body, master_id_});
      } else if (const auto* decided = std::get_if<Decided>(&action)) {
        decisions.insert_or_assign(decided->ticket, decided->result);
      } else if (const auto* figures = std::get_if<RunCounted>(&action)) {
        for (const auto& part : figures->parts) {
          counted += static_cast<std::int64_t>(stats::totalOf(part.slice).requests());
        }
      } else if (const auto* over = std::get_if<RunOver>(&action)) {
        overs.push_back(*over);
      } else if (const auto* amended = std::get_if<RunAmended>(&action)) {
        amendments.push_back(amended->text);
      } else if (const auto* finished = std::get_if<MasterFinished>(&action)) {
        outcome = finished->outcome;
      }
    }
  }

  bool broken_ = false;
  const base::BrokenRuleListener listener_{
      [this](const base::BrokenRule& broken) { hear(broken); }};
  hrp::testing::FakeClock clock_;
  Network network_;
  bool through_codec_ = false;
  std::uint64_t seed_;
  int masters_ = 0;
  std::string master_id_;
  bool master_up_ = false;
  bool master_paused_ = false;
  PreparedBundle bundle_;
  std::unique_ptr<MasterMachine> master_;
  std::map<std::string, std::unique_ptr<Node>> nodes_;
};

}  // namespace hrp::cluster
