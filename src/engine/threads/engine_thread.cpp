#include "engine/threads/engine_thread.hpp"

#include <algorithm>
#include <utility>

#include "engine/run/client_options.hpp"
#include "engine/steps/rendezvous.hpp"
#include "engine/threads/self_meter.hpp"
#include "hrp/base/assert.hpp"
#include "hrp/base/microseconds.hpp"

namespace hrp::engine {
namespace {

constexpr base::Duration kSecond = std::chrono::seconds(1);
constexpr std::size_t kManyRows = 500;
// Users started in one turn of the loop; more would keep the others waiting.
constexpr int kSpawnsPerTurn = 64;

class CallbackTimer final : public net::Timer {
 public:
  explicit CallbackTimer(std::function<void()> callback) : callback_(std::move(callback)) {}

 private:
  void onTimer() override { callback_(); }
  const std::function<void()> callback_;
};

}  // namespace

// The users of the thread and what concerns them all; lives and is used on the thread only.
class EngineThread::Crew final : public UserHost, private net::PauseWatcher {
 public:
  Crew(EngineThread& owner, net::EventLoop& event_loop, http::ClientContext& context)
      : UserHost({owner.parts_.run, event_loop, context, owner.parts_.index}), thread_(owner) {
    loop.watchPauses(this);
  }
  ~Crew() override { loop.watchPauses(nullptr); }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void userEnded(User& user, bool by_itself) override;
  void rowsCame();

  void start(base::TimePoint start);
  void order(const std::vector<SpawnGroup>& groups, const Lane& lane, base::TimePoint now);
  void remove(std::int64_t count);
  void stop(base::Duration drain);

 private:
  void onPause(base::Duration time) override;
  void spawnDue();
  void endStarts();
  void tick();
  void expectCut(bool many_rows);
  void forgetPending(std::int64_t count);
  void idleWhenEmpty();
  [[nodiscard]] SliceMaker::Cut cutOf(std::unique_ptr<stats::Tally> tally);
  [[nodiscard]] std::uint64_t cutsASecond() const { return kSecond / slice_interval_; }
  [[nodiscard]] std::uint32_t secondOf(std::uint64_t cut) const {
    return static_cast<std::uint32_t>((cut - 1) / cutsASecond());
  }

  EngineThread& thread_;
  const base::Duration slice_interval_ = run.plan.settings.slice_interval;
  SpawnSchedule schedule_;
  std::vector<std::unique_ptr<User>> users_;
  std::vector<std::unique_ptr<User>> ended_;  // to be destroyed outside of their own calls
  base::TimePoint start_{};
  std::uint64_t last_cut_ = 0;  // of what was counted; they are a slice interval apart
  std::uint64_t orders_ = 0;    // of users, that it has heard
  bool stopping_ = false;
  base::TimePoint drained_ = base::TimePoint::max();  // when what is under way then is cut off
  std::uint64_t dropped_at_end_ = 0;    // iterations that found nobody free until the stop
  std::uint64_t dropped_requests_ = 0;  // in pauses of the process
  SelfMeter meter_{loop, thread};
  CallbackTimer spawn_timer_{[this] { spawnDue(); }};
  CallbackTimer tick_timer_{[this] { tick(); }};
  CallbackTimer drain_timer_{[this] {
    for (std::size_t i = users_.size(); i-- > 0;) users_[i]->abort();
  }};
  CallbackTimer burial_timer_{[this] { ended_.clear(); }};
};

void EngineThread::Crew::start(base::TimePoint start) {
  start_ = start;
  last_cut_ = 0;
  static_cast<void>(loop.takeMaxTurn());
  expectCut(false);
}

// The cuts of a long delay are one; what was counted is of the second in which it began.
void EngineThread::Crew::tick() {
  const auto cut = static_cast<std::uint64_t>((loop.now() - start_) / slice_interval_);
  const std::uint32_t second = secondOf(last_cut_ + 1);
  // A thread without users has given its last slice; it only says that time went on.
  SliceMaker::Cut made;
  made.thread = thread;
  if (!users_.empty()) {
    auto tally = run.maker.spare(thread);
    // The slices before are not made yet: what is counted until then is one.
    if (!tally) return loop.arm(tick_timer_, start_ + slice_interval_ * (cut + 1));
    made = cutOf(std::move(tally));
    // Judged when the second is over, whatever part of it this is.
    if (secondOf(cut + 1) > second) made.generator = meter_.take();
  }
  made.second = second;
  made.number = last_cut_ = cut;
  run.maker.add(std::move(made));
  expectCut(recorder.rows() > kManyRows && !users_.empty());
}

// To make slices of thousands of rows takes milliseconds, so that is done once a second.
void EngineThread::Crew::expectCut(bool many_rows) {
  std::uint64_t next = last_cut_ + 1;
  if (many_rows) next = (last_cut_ / cutsASecond() + 1) * cutsASecond();
  loop.arm(tick_timer_, start_ + slice_interval_ * next);
}

// What was counted until now.
SliceMaker::Cut EngineThread::Crew::cutOf(std::unique_ptr<stats::Tally> tally) {
  recorder.loopLag(base::microseconds(loop.takeMaxTurn()));
  recorder.handOver(*tally);
  SliceMaker::Cut cut;
  cut.thread = thread;
  cut.tally = std::move(tally);
  cut.dropped_iterations = arrivals.takeDropped() + std::exchange(dropped_at_end_, 0);
  cut.dropped_requests = std::exchange(dropped_requests_, 0);
  return cut;
}

// What others did meanwhile, or the end of the run, is heard of before anything is sent. Of what
// was due nothing is sent later: after a pause the rate is the one that was asked for.
void EngineThread::Crew::onPause(base::Duration time) {
  if (users_.empty() && schedule_.pending() == 0) return;
  const base::TimePoint woke = loop.clock().now();
  run.fleet.askForAttention();
  run.gate.pass();
  const base::TimePoint now = loop.clock().now();
  dropped_requests_ += pace.skip(woke - time, now);
  arrivals.skip(now);
  schedule_.postpone(now - woke + time);
}

void EngineThread::Crew::order(const std::vector<SpawnGroup>& groups, const Lane& lane,
                               base::TimePoint now) {
  ++orders_;
  Lane next = lane;
  for (const SpawnGroup& group : groups) {
    schedule_.add(group, now, next);
    next.offset += group.count;
  }
  if (stopping_) forgetPending(schedule_.pending());
  spawnDue();
}

void EngineThread::Crew::spawnDue() {
  for (int left = kSpawnsPerTurn; left > 0; --left) {
    const auto due = schedule_.nextDue();
    if (!due || *due > loop.now()) break;
    auto user = std::make_unique<User>(*this, schedule_.takeNext());
    user->host_index = users_.size();
    User& started = *user;
    users_.push_back(std::move(user));
    meter_.start();
    // Those who meet wait only when all have started.
    if (run.userBegan()) run.fleet.askForAttention();
    thread_.pending_.fetch_sub(1, std::memory_order_relaxed);
    started.begin();
  }
  const auto due = schedule_.nextDue();
  // Starts that are behind go on in the next turn: the others, whose times came later, are served
  // and responses read between them.
  if (due) loop.arm(spawn_timer_, std::max(*due, loop.now() + base::Duration(1)));
}

void EngineThread::Crew::userEnded(User& user, bool by_itself) {
  const std::size_t index = user.host_index;
  HRP_ASSERT(index < users_.size() && users_[index].get() == &user);
  ended_.push_back(std::move(users_[index]));
  users_[index] = std::move(users_.back());
  if (users_[index]) users_[index]->host_index = index;
  users_.pop_back();
  loop.arm(burial_timer_, loop.now());
  if (!user.retiring) thread_.load_.fetch_sub(1, std::memory_order_relaxed);
  run.alive.fetch_sub(1, std::memory_order_relaxed);
  if (by_itself) run.ended_self.fetch_add(1, std::memory_order_relaxed);
  idleWhenEmpty();
}

void EngineThread::Crew::idleWhenEmpty() {
  if (!users_.empty() || thread_.pending_.load(std::memory_order_acquire) > 0) return;
  auto tally = run.maker.spare(thread);
  SliceMaker::Cut cut = cutOf(tally ? std::move(tally) : std::make_unique<stats::Tally>());
  cut.second = secondOf(last_cut_ + 1);
  cut.orders = orders_;
  cut.generator = meter_.take();
  run.maker.add(std::move(cut));
  meter_.stop();
}

void EngineThread::Crew::forgetPending(std::int64_t count) {
  const std::int64_t dropped = schedule_.drop(count);
  run.pending.fetch_sub(dropped, std::memory_order_relaxed);
  thread_.pending_.fetch_sub(dropped, std::memory_order_relaxed);
}

void EngineThread::Crew::remove(std::int64_t count) {
  const std::int64_t dropped = std::min(count, schedule_.pending());
  forgetPending(dropped);
  std::int64_t left = count - dropped;
  for (std::size_t i = users_.size(); i-- > 0 && left > 0;) {
    if (i >= users_.size() || users_[i]->retiring || users_[i]->stopping()) continue;
    users_[i]->retiring = true;
    --left;
    users_[i]->stop();
  }
  // Some ended by themselves since they were counted; the load went down for them already.
  thread_.load_.fetch_add(left, std::memory_order_relaxed);
  idleWhenEmpty();
}

void EngineThread::Crew::stop(base::Duration drain) {
  if (!std::exchange(stopping_, true)) endStarts();
  if (users_.empty()) return;
  drained_ = std::min(drained_, loop.now() + drain);
  loop.arm(drain_timer_, drained_);
}

void EngineThread::Crew::endStarts() {
  dropped_at_end_ = arrivals.close();
  const std::int64_t dropped = schedule_.pending();
  forgetPending(dropped);
  thread_.load_.fetch_sub(dropped, std::memory_order_relaxed);
  for (std::size_t i = users_.size(); i-- > 0;) {
    if (i < users_.size()) users_[i]->stop();
  }
  idleWhenEmpty();
}

// Once a testcase has no row for one, it has none for those after it.
void EngineThread::Crew::rowsCame() {
  for (WaitList<User>& waiting : row_waiters) {
    std::size_t left = waiting.size();
    while (left > 0 && waiting.first().rowsCame()) --left;
  }
}

EngineThread::EngineThread(const Parts& parts) : parts_(parts) {}

EngineThread::~EngineThread() {
  if (loop_ != nullptr) loop_->stop();
  if (thread_.joinable()) thread_.join();
}

base::Result<> EngineThread::launch() {
  std::promise<base::Result<>> ready;
  std::future<base::Result<>> result = ready.get_future();
  thread_ = std::thread([this, promise = std::move(ready)]() mutable { main(promise); });
  return result.get();
}

void EngineThread::main(std::promise<base::Result<>>& ready) {
  auto loop = net::EventLoop::create(parts_.run.clock);
  if (!loop) return ready.set_value(base::fail(loop.error()));
  auto options = clientOptionsOf(parts_.run.plan.settings, parts_.index);
  if (!options) return ready.set_value(base::fail(options.error()));
  auto context = http::ClientContext::create(**loop, std::move(*options));
  if (!context) return ready.set_value(base::fail(context.error()));
  loop_ = std::move(*loop);
  Crew crew(*this, *loop_, **context);
  crew_ = &crew;
  ready.set_value({});
  loop_->run();
}

void EngineThread::post(std::function<void(Crew&)> task) {
  loop_->post([this, task = std::move(task)] { task(*crew_); });
}

void EngineThread::start(base::TimePoint start) {
  post([start](Crew& crew) { crew.start(start); });
}

void EngineThread::order(const std::vector<SpawnGroup>& groups, const Lane& lane,
                         base::TimePoint now) {
  std::int64_t users = 0;
  Lane next = lane;
  for (const SpawnGroup& group : groups) {
    users += next.share(group.count);
    next.offset += group.count;
  }
  if (users == 0) return;
  parts_.run.mailbox.setBusy(parts_.index);
  parts_.run.pending.fetch_add(users, std::memory_order_relaxed);
  pending_.fetch_add(users, std::memory_order_release);
  load_.fetch_add(users, std::memory_order_relaxed);
  post([groups, lane, now](Crew& crew) { crew.order(groups, lane, now); });
}

void EngineThread::remove(std::int64_t users) {
  load_.fetch_sub(users, std::memory_order_relaxed);
  post([users](Crew& crew) { crew.remove(users); });
}

void EngineThread::stop(base::Duration drain) {
  post([drain](Crew& crew) { crew.stop(drain); });
}

void EngineThread::paceChanged() {
  post([](Crew& crew) {
    crew.pace.rateChanged();
    crew.arrivals.rateChanged();
  });
}

void EngineThread::rowsCame() {
  post([](Crew& crew) { crew.rowsCame(); });
}

void EngineThread::release(const RendezvousBoard::Release& release) {
  post([release](Crew& crew) { releaseMeetings(crew, release); });
}

}  // namespace hrp::engine
