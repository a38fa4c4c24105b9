#include "hrp/cluster/worker.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "cluster/mailbox.hpp"
#include "cluster/timing.hpp"
#include "cluster/turn_loop.hpp"
#include "cluster/worker/worker_session.hpp"
#include "hrp/base/machine/process_probe.hpp"
#include "hrp/base/random.hpp"
#include "hrp/cluster/codec.hpp"
#include "hrp/runner/limit_check.hpp"
#include "hrp/runner/run_settings.hpp"

namespace hrp::cluster {
namespace {

constexpr base::Duration kPollInterval = std::chrono::milliseconds(50);
constexpr std::size_t kWorkerBoxBound = 4'096;
constexpr std::size_t kPollsAhead = 256;  // then the engine keeps its slices until there is room
constexpr int kWorkerFramesPerTurn = 256;

#if defined(__aarch64__)
constexpr const char* kArch = "arm64";
#else
constexpr const char* kArch = "amd64";
#endif

struct EndThread {};
struct LookAtEngine {};  // it has new figures, or its users wait for the fleet
using EngineCommand = std::variant<LoadShare, ApplyToEngine, StopTheEngine, ResumeEngine,
                                   TellEngine, LookAtEngine, EndThread>;

}  // namespace

class Worker::Impl final : private TurnHandler {
 public:
  Impl(const base::Clock& clock, WorkerOptions options, WorkerParts parts)
      : clock_(clock),
        options_(std::move(options)),
        transport_(std::move(parts.transport)),
        load_(std::move(parts.load)),
        driver_(std::move(parts.engine)),
        board_(clock, stats::Role::kWorker),
        probe_(clock),
        session_(SessionOptions{.worker_id = options_.worker_id,
                                .arch = kArch,
                                .ignore_quit = options_.ignore_quit},
                 clock.now()) {}

  WorkerOutcome run();
  void leave(const std::string& text) {
    static_cast<void>(events_.put(Leave{text}));
    transport_->wake();
  }
  void abort() {
    aborted_ = true;
    transport_->wake();
  }
  runner::RunBoard& board() { return board_; }

 private:
  void takeFrame(Incoming& incoming) override;
  void givePosted() override;
  void give(const SessionEvent& event);
  void perform(SessionAction& action);
  void toEngine(EngineCommand command);
  void publish();
  void tick(base::TimePoint now) override;

  void engineThread();
  void execute(const LoadShare& load);
  void report(SessionEvent event);

  const base::Clock& clock_;
  const WorkerOptions options_;
  std::unique_ptr<Transport> transport_;
  decltype(WorkerParts::load) load_;
  Mailbox<SessionEvent> events_{kWorkerBoxBound};
  Mailbox<EngineCommand> commands_{kWorkerBoxBound};
  std::atomic<bool> aborted_{false};

  // Of the engine thread.
  runner::EngineDriver driver_;
  ShareId loaded_;

  // Of the thread of run().
  runner::RunBoard board_;
  base::ProcessProbe probe_;
  base::ProcessUsage usage_;
  WorkerSession session_;
  std::optional<WorkerOutcome> outcome_;
  TurnLoop turns_{clock_, *transport_, kWorkerFramesPerTurn};
  base::TimePoint next_publish_{};
  base::RunState shown_ = base::RunState::kReady;
  std::uint64_t bad_frames_ = 0;
};

WorkerOutcome Worker::Impl::run() {
  std::thread engine([this] { engineThread(); });
  while (!outcome_ && !aborted_) turns_.turn(*this);
  if (!outcome_) outcome_ = WorkerOutcome{WorkerOutcome::Kind::kSignal, "ended at once"};
  toEngine(EndThread{});
  engine.join();
  board_.runEnded(stats::EndReason::kSignal, outcome_->text);
  board_.close();
  return *outcome_;
}

void Worker::Impl::givePosted() {
  for (const auto& event : events_.takeAll()) give(event);
}

void Worker::Impl::tick(base::TimePoint now) {
  if (now >= next_publish_) {
    next_publish_ = now + std::chrono::seconds(1);
    usage_ = probe_.sample();
    publish();
  }
  give(WorkerTick{usage_});
  if (session_.state() != shown_) publish();
}

void Worker::Impl::takeFrame(Incoming& incoming) {
  auto message = decode(incoming.bytes);
  if (message) return give(FromMaster{std::move(*message)});
  if (++bad_frames_ <= 10) spdlog::warn("from the master: {}", message.error().message);
}

void Worker::Impl::give(const SessionEvent& event) {
  for (auto& action : session_.step(event, clock_.now())) perform(action);
}

void Worker::Impl::perform(SessionAction& action) {
  if (auto* send = std::get_if<SendToMaster>(&action)) {
    transport_->send({}, encode({std::move(send->body), options_.worker_id}));
  } else if (auto* load = std::get_if<LoadShare>(&action)) {
    toEngine(std::move(*load));
  } else if (auto* apply = std::get_if<ApplyToEngine>(&action)) {
    toEngine(std::move(*apply));
  } else if (auto* stop = std::get_if<StopTheEngine>(&action)) {
    board_.loadStopped();
    toEngine(std::move(*stop));
  } else if (auto* resume = std::get_if<ResumeEngine>(&action)) {
    toEngine(std::move(*resume));
  } else if (auto* tell = std::get_if<TellEngine>(&action)) {
    toEngine(std::move(*tell));
  } else if (auto* began = std::get_if<LoadBegan>(&action)) {
    board_.runStarted(began->profile);
    publish();
  } else if (auto* figures = std::get_if<LoadCounted>(&action)) {
    for (const auto& numbered : figures->slices) board_.add(numbered.second, numbered.slice);
  } else if (auto* ended = std::get_if<LoadEnded>(&action)) {
    publish();
    board_.runEnded(ended->reason, ended->text);
  } else {
    outcome_ = std::get<Finish>(action).outcome;
  }
}

void Worker::Impl::toEngine(EngineCommand command) {
  if (!commands_.put(std::move(command))) spdlog::error("the engine does not follow its orders");
}

void Worker::Impl::publish() {
  shown_ = session_.state();
  const runner::WorkerMachine& machine = session_.machine();
  board_.publish({shown_, machine.users(), machine.targetUsers(), {}, machine.usersPeak()});
}

void Worker::Impl::engineThread() {
  while (true) {
    for (auto& command : commands_.takeAllFor(kPollInterval)) {
      if (std::holds_alternative<EndThread>(command)) return driver_.stop({});
      if (auto* load = std::get_if<LoadShare>(&command)) execute(*load);
      auto* apply = std::get_if<ApplyToEngine>(&command);
      if (apply != nullptr && apply->id == loaded_) driver_.apply(apply->order, clock_.now());
      auto* stop = std::get_if<StopTheEngine>(&command);
      if (stop != nullptr && stop->id == loaded_) driver_.stop(stop->drain);
      auto* resume = std::get_if<ResumeEngine>(&command);
      if (resume != nullptr && resume->id == loaded_) driver_.resume();
      auto* tell = std::get_if<TellEngine>(&command);
      if (tell != nullptr && tell->id == loaded_) driver_.tell(tell->words);
    }
    if (loaded_.run.empty() || events_.size() > kPollsAhead) continue;
    report(EngineReported{loaded_, driver_.poll(clock_.now())});
  }
}

void Worker::Impl::execute(const LoadShare& load) {
  const Prepare& prepare = load.prepare;
  loaded_ = {};
  engine::EngineSettings settings;
  settings.threads = options_.threads;
  settings.ca_certificates = options_.ca_certificates;
  settings.source_ips = options_.source_ips;
  runner::applyTo(settings, prepare.profile);
  settings.worker_index = prepare.worker_index;
  settings.worker_count = prepare.worker_count;
  settings.slice_interval = kReportInterval;
  // A full box is polled soon anyway.
  settings.attention = [this] { static_cast<void>(commands_.put(LookAtEngine{})); };
  auto workload = load_(*load.bundle, prepare.hash);
  base::Result<> prepared;
  if (!workload) {
    prepared = base::fail(workload.error());
  } else {
    if (*workload != nullptr) {
      const auto share = prepare.worker_count;
      runner::warnOfLimits(runner::askOf(**workload, prepare.profile, settings, share));
    }
    prepared = driver_.prepare(std::move(*workload), settings);
  }
  if (prepared) loaded_ = prepare.id;
  report(Loaded{prepare.id, prepared ? std::string() : prepared.error().message});
}

void Worker::Impl::report(SessionEvent event) {
  if (!events_.put(std::move(event)))
    spdlog::error("the cluster thread does not follow the engine");
  transport_->wake();
}

Worker::Worker(const base::Clock& clock, WorkerOptions options, WorkerParts parts)
    : impl_(std::make_unique<Impl>(clock, std::move(options), std::move(parts))) {}
Worker::~Worker() = default;

WorkerOutcome Worker::run() {
  return impl_->run();
}
void Worker::leave(const std::string& text) {
  impl_->leave(text);
}
void Worker::abort() {
  impl_->abort();
}
runner::RunBoard& Worker::board() {
  return impl_->board();
}

std::string makeWorkerId(const std::string& host_name) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  base::Random random(base::entropySeed());
  std::string id = host_name.substr(0, 200) + "_";
  for (int i = 0; i < 32; ++i) id += kDigits[random.below(16)];
  return id;
}

}  // namespace hrp::cluster
