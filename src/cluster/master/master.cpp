#include "hrp/cluster/master.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "cluster/mailbox.hpp"
#include "cluster/master/master_machine.hpp"
#include "cluster/timing.hpp"
#include "cluster/turn_loop.hpp"
#include "hrp/base/random.hpp"
#include "hrp/cluster/codec.hpp"
#include "hrp/cluster/worker.hpp"

namespace hrp::cluster {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::RunState;

constexpr std::size_t kMasterBoxBound = 1'024;
constexpr int kMasterFramesPerTurn = 1'024;

}  // namespace

class Master::Impl final : private TurnHandler {
 public:
  Impl(const base::Clock& clock, MasterOptions options, MasterParts parts)
      : clock_(clock),
        options_(std::move(options)),
        transport_(std::move(parts.transport)),
        load_(std::move(parts.load)),
        id_(makeWorkerId("master")),
        board_(clock, stats::Role::kMaster) {}
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<> open();
  MasterOutcome wait();
  void interrupt(const std::string& text);
  Result<> start(const runner::RunProfile& profile);
  Result<> command(const std::function<MasterEvent(Ticket)>& make);
  void post(MasterEvent event);
  runner::RunBoard& board() { return board_; }

 private:
  void loop();
  void tick(base::TimePoint now) override;
  void takeFrame(Incoming& incoming) override;
  void givePosted() override;
  void give(const MasterEvent& event);
  void perform(MasterAction& action);
  void publish(std::optional<RunState> state = {});
  void decide(Ticket ticket, Result<> result);
  void finish(MasterOutcome outcome);

  const base::Clock& clock_;
  const MasterOptions options_;
  std::unique_ptr<Transport> transport_;
  decltype(MasterParts::load) load_;
  const std::string id_;
  runner::RunBoard board_;
  Mailbox<MasterEvent> events_{kMasterBoxBound};

  std::mutex start_mutex_;  // held through a start: of two callers one wins
  std::mutex tickets_mutex_;
  std::map<Ticket, std::promise<Result<>>> tickets_;
  Ticket last_ticket_ = 0;
  bool closed_ = false;
  std::atomic<RunState> state_{RunState::kReady};
  std::atomic<std::size_t> live_workers_{0};
  std::atomic<bool> interrupted_{false};
  std::atomic<bool> aborted_{false};
  std::promise<MasterOutcome> ended_;
  std::shared_future<MasterOutcome> outcome_{ended_.get_future()};
  std::thread thread_;

  // Of the master's thread.
  std::unique_ptr<MasterMachine> machine_;
  bool finished_ = false;
  TurnLoop turns_{clock_, *transport_, kMasterFramesPerTurn};
  base::TimePoint next_publish_{};
  std::uint64_t bad_frames_ = 0;
};

Master::Impl::~Impl() {
  aborted_ = true;
  transport_->wake();
  if (thread_.joinable()) thread_.join();
}

Result<> Master::Impl::open() {
  MachineOptions options;
  options.seed = base::entropySeed();
  if (options_.auto_start) {
    const AutoStart& wanted = *options_.auto_start;
    auto bundle = load_(wanted.profile.testcase_paths);
    if (!bundle) return fail(bundle.error());
    runner::RunProfile profile = wanted.profile;
    if (auto planned = runner::planThresholds(profile, bundle->thresholds); !planned) {
      return planned;
    }
    options.auto_start = StartCommand{0, std::move(profile), std::move(*bundle)};
    options.expect_workers = std::max<std::size_t>(1, wanted.expect_workers);
    options.expect_workers_max_wait = wanted.expect_workers_max_wait;
  }
  machine_ = std::make_unique<MasterMachine>(std::move(options), clock_.now());
  thread_ = std::thread([this] { loop(); });
  return {};
}

MasterOutcome Master::Impl::wait() {
  return outcome_.get();
}

void Master::Impl::interrupt(const std::string& text) {
  if (!interrupted_.exchange(true)) {
    post(QuitCommand{{MasterOutcome::Kind::kSignal, text}});
  } else {
    post(StopCommand{0, {.drain = base::Duration::zero()}});
  }
}

Result<> Master::Impl::start(const runner::RunProfile& profile) {
  if (profile.testcase_paths.empty()) {
    return fail(ErrorCode::kInvalidArgument, "missing testcases path");
  }
  const std::unique_lock lock(start_mutex_, std::try_to_lock);
  const RunState state = state_;
  const bool idle = state == RunState::kReady || state == RunState::kStopped;
  if (!lock.owns_lock() || !idle) return fail(ErrorCode::kConflict, "already started");
  // Asked before loading, because an answer about the testcases would hide the real trouble.
  if (live_workers_ == 0) return fail(ErrorCode::kUnavailable, "current available workers: 0");
  auto bundle = load_(profile.testcase_paths);
  if (!bundle) return fail(bundle.error());
  runner::RunProfile whole = profile;
  if (auto planned = runner::planThresholds(whole, bundle->thresholds); !planned) return planned;
  return command([&](Ticket ticket) { return StartCommand{ticket, whole, *bundle}; });
}

Result<> Master::Impl::command(const std::function<MasterEvent(Ticket)>& make) {
  std::future<Result<>> decision;
  Ticket ticket = 0;
  {
    const std::scoped_lock lock(tickets_mutex_);
    if (closed_) return fail(ErrorCode::kUnavailable, "the master has ended");
    ticket = ++last_ticket_;
    decision = tickets_[ticket].get_future();
  }
  post(make(ticket));
  if (decision.wait_for(options_.command_limit) == std::future_status::ready) {
    return decision.get();
  }
  const std::scoped_lock lock(tickets_mutex_);
  tickets_.erase(ticket);
  return fail(ErrorCode::kTimeout, "the master did not decide in time");
}

void Master::Impl::post(MasterEvent event) {
  // A full box is answered by the time limit of the command.
  static_cast<void>(events_.put(std::move(event)));
  transport_->wake();
}

void Master::Impl::loop() {
  while (!finished_ && !aborted_) turns_.turn(*this);
  if (!finished_) finish({MasterOutcome::Kind::kSignal, "ended at once"});
}

void Master::Impl::givePosted() {
  for (const auto& event : events_.takeAll()) give(event);
}

void Master::Impl::tick(base::TimePoint now) {
  give(MasterTick{});
  if (auto why = board_.judgeSeconds()) {
    give(StopCommand{.reason = stats::EndReason::kThreshold, .text = std::move(*why)});
  }
  live_workers_ = machine_->liveWorkers();
  if (now >= next_publish_ || machine_->state() != state_) publish();
}

void Master::Impl::takeFrame(Incoming& incoming) {
  auto message = decode(incoming.bytes);
  if (message) {
    return give(
        FromWorker{std::move(incoming.peer), std::move(incoming.address), std::move(*message)});
  }
  // A stranger can send any number of these; the log must not grow with them.
  if (++bad_frames_ <= 10) spdlog::warn("from {}: {}", incoming.address, message.error().message);
}

void Master::Impl::give(const MasterEvent& event) {
  for (auto& action : machine_->step(event, clock_.now())) perform(action);
}

void Master::Impl::perform(MasterAction& action) {
  if (auto* send = std::get_if<SendToWorker>(&action)) {
    transport_->send(send->worker, encode({std::move(send->body), id_}));
  } else if (auto* decided = std::get_if<Decided>(&action)) {
    publish();
    decide(decided->ticket, std::move(decided->result));
  } else if (auto* began = std::get_if<RunBegan>(&action)) {
    board_.runStarted(began->profile);
  } else if (std::holds_alternative<RunStopping>(action)) {
    board_.loadStopped();
  } else if (auto* figures = std::get_if<RunCounted>(&action)) {
    for (const auto& part : figures->parts) board_.add(part.second, part.slice);
  } else if (auto* over = std::get_if<RunOver>(&action)) {
    publish(RunState::kStopped);
    board_.runEnded(over->reason, over->text);
  } else if (auto* amended = std::get_if<RunAmended>(&action)) {
    publish();
    board_.runAmended(amended->text);
  } else if (auto* note = std::get_if<Note>(&action)) {
    spdlog::info("{}", note->text);
  } else {
    finish(std::get<MasterFinished>(action).outcome);
  }
}

void Master::Impl::publish(std::optional<RunState> state) {
  next_publish_ = clock_.now() + std::chrono::seconds(1);
  runner::RunFigures figures = machine_->figures(clock_.now());
  state_ = figures.state;
  if (state) figures.state = *state;
  board_.publish(std::move(figures));
}

void Master::Impl::decide(Ticket ticket, Result<> result) {
  const std::scoped_lock lock(tickets_mutex_);
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end()) return;
  found->second.set_value(std::move(result));
  tickets_.erase(found);
}

void Master::Impl::finish(MasterOutcome outcome) {
  finished_ = true;
  {
    const std::scoped_lock lock(tickets_mutex_);
    closed_ = true;
    for (auto& [ticket, promise] : tickets_) {
      promise.set_value(fail(ErrorCode::kUnavailable, "the master has ended"));
    }
    tickets_.clear();
  }
  board_.runEnded(stats::EndReason::kSignal, outcome.text);
  board_.close();
  ended_.set_value(std::move(outcome));
}

Master::Master(const base::Clock& clock, MasterOptions options, MasterParts parts)
    : impl_(std::make_unique<Impl>(clock, std::move(options), std::move(parts))) {}
Master::~Master() = default;

Result<> Master::open() {
  return impl_->open();
}
MasterOutcome Master::wait() {
  return impl_->wait();
}
void Master::interrupt(const std::string& text) {
  impl_->interrupt(text);
}
runner::RunBoard& Master::board() {
  return impl_->board();
}

Result<> Master::start(const runner::RunProfile& profile) {
  return impl_->start(profile);
}
Result<> Master::rebalance(const runner::RebalanceRequest& request) {
  return impl_->command([&](Ticket ticket) { return RebalanceCommand{ticket, request}; });
}
Result<> Master::stop(const runner::StopRequest& request) {
  return impl_->command([&](Ticket ticket) { return StopCommand{ticket, request}; });
}
void Master::quit() {
  impl_->post(QuitCommand{{MasterOutcome::Kind::kQuit, {}}});
}
stats::SnapshotPtr Master::snapshot() const {
  return impl_->board().snapshot();
}

}  // namespace hrp::cluster
