#include "hrp/engine/threaded_engine.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "engine/run/run_plan.hpp"
#include "engine/threads/engine_thread.hpp"

namespace hrp::engine {
namespace {

constexpr int kMaxThreads = 1024;

// Why the testcases' own functions cannot be called any more.
std::optional<std::string> brokenFunctions(const testcase::Workload& workload) {
  for (const auto& program : workload.programs) {
    for (const auto& table : program->custom_functions) {
      if (auto broken = table->broken()) return broken;
    }
  }
  return std::nullopt;
}

class ThreadedEngine final : public LoadEngine {
 public:
  explicit ThreadedEngine(const base::Clock& clock) : clock_(clock) {}
  ~ThreadedEngine() override { dropRun(); }

  base::Result<> prepare(std::shared_ptr<const testcase::Workload> workload,
                         const EngineSettings& settings) override;
  void start(const std::vector<SpawnGroup>& groups, const PacePlan& pace) override;
  void adjust(const std::vector<SpawnGroup>& groups, std::int64_t remove_users,
              const PacePlan& pace) override;
  void stop(base::Duration drain) override;
  EngineReport poll() override;
  void resume() override;
  void tell(const FleetWords& words) override;
  void release() override { dropRun(); }

 private:
  void dropRun();
  void order(const std::vector<SpawnGroup>& groups, base::TimePoint now);
  void remove(std::int64_t users);

  const base::Clock& clock_;
  std::unique_ptr<SharedRun> run_;
  std::vector<std::unique_ptr<EngineThread>> threads_;
  std::int64_t dealt_ = 0;  // users dealt to threads so far
  bool started_ = false;
  bool stopped_ = false;
  bool limited_ = false;  // some users had a number of iterations
};

// Threads end before what they share.
void ThreadedEngine::dropRun() {
  if (run_ != nullptr) run_->gate.remove();
  threads_.clear();
  run_.reset();
  dealt_ = 0;
  started_ = stopped_ = limited_ = false;
}

base::Result<> ThreadedEngine::prepare(std::shared_ptr<const testcase::Workload> workload,
                                       const EngineSettings& settings) {
  dropRun();
  int count = settings.threads;
  if (count <= 0) count = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  count = std::min(count, kMaxThreads);
  EngineSettings shared = settings;
  shared.threads = count;
  auto run = makeSharedRun(clock_, std::move(workload), shared);
  if (!run) return base::fail(std::move(run.error()));
  run_ = std::move(*run);
  run_->mailbox.reset(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    threads_.push_back(std::make_unique<EngineThread>(EngineThread::Parts{*run_, i}));
    if (auto ready = threads_.back()->launch(); !ready) {
      dropRun();
      return base::fail(std::move(ready.error()));
    }
  }
  return {};
}

void ThreadedEngine::start(const std::vector<SpawnGroup>& groups, const PacePlan& pace) {
  if (run_ == nullptr || started_) return;
  started_ = true;
  const base::TimePoint now = clock_.now();
  run_->pacer.start(pace, now);
  run_->arrivals.start(pace, now);
  for (const auto& thread : threads_) thread->start(now);
  order(groups, now);
}

void ThreadedEngine::order(const std::vector<SpawnGroup>& groups, base::TimePoint now) {
  for (const SpawnGroup& group : groups) limited_ = limited_ || group.iterations > 0;
  run_->fleet.ordered(groups);
  const auto count = static_cast<std::int64_t>(threads_.size());
  for (std::int64_t i = 0; i < count; ++i) {
    threads_[static_cast<std::size_t>(i)]->order(groups, Lane{i, count, dealt_}, now);
  }
  for (const SpawnGroup& group : groups) dealt_ += group.count;
}

void ThreadedEngine::adjust(const std::vector<SpawnGroup>& groups, std::int64_t remove_users,
                            const PacePlan& pace) {
  if (!started_ || stopped_) return;
  const base::TimePoint now = clock_.now();
  const bool arrivals_changed = run_->arrivals.adjust(pace, now);
  if (run_->pacer.adjust(pace, now) || arrivals_changed) {
    for (const auto& thread : threads_) thread->paceChanged();
  }
  remove(remove_users);
  order(groups, now);
}

// From the threads that have most, so that they stay even.
void ThreadedEngine::remove(std::int64_t users) {
  std::vector<std::int64_t> loads;
  for (const auto& thread : threads_) loads.push_back(thread->load());
  std::vector<std::int64_t> removed(loads.size(), 0);
  for (; users > 0; --users) {
    const auto most = std::max_element(loads.begin(), loads.end());
    if (*most <= 0) break;
    --*most;
    ++removed[static_cast<std::size_t>(most - loads.begin())];
  }
  for (std::size_t i = 0; i < removed.size(); ++i) {
    if (removed[i] > 0) threads_[i]->remove(removed[i]);
  }
}

void ThreadedEngine::stop(base::Duration drain) {
  if (!started_) return;
  stopped_ = true;
  for (const auto& thread : threads_) thread->stop(drain);
  run_->gate.open();
}

void ThreadedEngine::resume() {
  if (run_ != nullptr) run_->gate.open();
}

EngineReport ThreadedEngine::poll() {
  EngineReport report;
  if (!started_) return report;
  // Idle first: a thread gives its last slice before it says that it is idle.
  const bool idle = run_->mailbox.allIdle();
  report.users = run_->alive.load(std::memory_order_relaxed);
  report.users_peak =
      std::max(report.users, run_->peak.exchange(report.users, std::memory_order_relaxed));
  report.spawned = run_->pending.load(std::memory_order_relaxed) == 0;
  for (const auto& thread : threads_)
    report.target_users += std::max<std::int64_t>(0, thread->load());
  // Users that were taken away leave a worker that waits for others; users that had no more to do
  // end it.
  const bool over = stopped_ || limited_ || run_->ended_self.load(std::memory_order_relaxed) > 0;
  report.finished = idle && over;
  report.slices = run_->mailbox.take();
  report.held = run_->gate.holds();
  report.fleet = run_->fleet.needs({report.users, report.target_users});
  if (auto broken = brokenFunctions(*run_->plan.workload)) {
    report.fatal = std::move(*broken);
    report.fatal_for_all = true;
  }
  return report;
}

void ThreadedEngine::tell(const FleetWords& words) {
  if (run_ == nullptr) return;
  const FleetShare::Applied applied = run_->fleet.apply(words);
  for (const auto& thread : threads_) {
    if (applied.rows) thread->rowsCame();
    for (const auto& release : applied.releases) thread->release(release);
  }
}

}  // namespace

std::unique_ptr<LoadEngine> makeThreadedEngine(const base::Clock& clock) {
  return std::make_unique<ThreadedEngine>(clock);
}

}  // namespace hrp::engine
