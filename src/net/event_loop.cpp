#include "hrp/net/event_loop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "hrp/base/assert.hpp"
#include "hrp/base/machine/suspended_time.hpp"
#include "net/timer_heap.hpp"

namespace hrp::net {
namespace {

constexpr int kMaxEvents = 256;
// Tasks come from control paths; this many waiting ones mean a producer that ran away.
constexpr std::size_t kMaxPostedTasks = std::size_t{1} << 20;
constexpr base::Duration kLookInterval = std::chrono::milliseconds(10);
constexpr base::Duration kLongestWait = std::chrono::seconds(3600);
// A wait that found its events there takes less.
constexpr base::Duration kNoWait = std::chrono::microseconds(100);

timespec toTimespec(base::Duration wait) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait);
  timespec result{};
  result.tv_sec = static_cast<time_t>(seconds.count());
  result.tv_nsec = static_cast<long>((wait - seconds).count());
  return result;
}

}  // namespace

struct EventLoop::Impl {
  int epoll = -1;
  int wake = -1;
  TimerHeap timers;
  std::array<epoll_event, kMaxEvents> events{};
  int event_next = 0;   // the first event of this turn not yet handled
  int event_count = 0;  // events of this turn
  bool more = false;    // may be there, because this turn's filled the array
  bool has_pwait2 = true;
  base::Duration max_turn{};
  base::Duration last_turn{};
  PauseWatcher* watcher = nullptr;
  base::Duration suspended{};  // when it was last looked at
  base::TimePoint next_look{};

  std::atomic<bool> stopping{false};
  std::atomic<bool> has_tasks{false};
  std::mutex mutex;
  std::vector<std::function<void()>> tasks;    // guarded by mutex
  std::vector<std::function<void()>> running;  // of the loop's thread

  ~Impl() {
    if (epoll >= 0) ::close(epoll);
    if (wake >= 0) ::close(wake);
  }

  void wakeUp() const {
    const std::uint64_t one = 1;
    // A full counter means that a wake-up is pending already.
    [[maybe_unused]] const ssize_t written = ::write(wake, &one, sizeof(one));
  }

  int wait(base::Duration timeout) {
    if (has_pwait2) {
      const timespec limit = toTimespec(timeout);
      const int count = ::epoll_pwait2(epoll, events.data(), kMaxEvents, &limit, nullptr);
      if (count >= 0 || errno != ENOSYS) return std::max(count, 0);
      has_pwait2 = false;
    }
    // Rounded up: a timer that is due in 0.2 ms must not spin with a timeout of zero.
    const auto millis = std::chrono::ceil<std::chrono::milliseconds>(timeout);
    return std::max(
        ::epoll_wait(epoll, events.data(), kMaxEvents, static_cast<int>(millis.count())), 0);
  }
};

Timer::~Timer() {
  if (loop_ != nullptr) loop_->cancel(*this);
}

EventLoop::EventLoop(const base::Clock& clock)
    : clock_(clock), now_(clock.now()), impl_(std::make_unique<Impl>()) {}

EventLoop::~EventLoop() {
  for (const TimerHeap::Entry& entry : impl_->timers.entries()) entry.timer->loop_ = nullptr;
}

base::Result<std::unique_ptr<EventLoop>> EventLoop::create(const base::Clock& clock) {
  std::unique_ptr<EventLoop> loop(new EventLoop(clock));
  Impl& impl = *loop->impl_;
  impl.epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (impl.epoll >= 0) impl.wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (impl.epoll < 0 || impl.wake < 0) {
    return base::fail(base::ErrorCode::kIo,
                      std::string("cannot make an event loop: ") + std::strerror(errno),
                      "raise the limit of open files (ulimit -n)");
  }
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;  // edge-triggered: the counter never has to be read
  event.data.ptr = nullptr;
  if (::epoll_ctl(impl.epoll, EPOLL_CTL_ADD, impl.wake, &event) != 0) {
    return base::fail(base::ErrorCode::kIo,
                      std::string("cannot watch the wake-up descriptor: ") + std::strerror(errno));
  }
  return loop;
}

void EventLoop::run() {
  base::TimePoint now = clock_.now();
  while (!impl_->stopping.load(std::memory_order_acquire)) now = turn(kLongestWait, now);
  impl_->stopping.store(false, std::memory_order_release);
}

void EventLoop::runOnce(base::Duration timeout) {
  static_cast<void>(turn(timeout, clock_.now()));
}

base::TimePoint EventLoop::turn(base::Duration timeout, base::TimePoint now) {
  Impl& impl = *impl_;
  if (!impl.timers.empty()) timeout = std::min(timeout, impl.timers.top().due - now);
  if (impl.has_tasks.load(std::memory_order_acquire)) timeout = base::Duration::zero();
  timeout = std::clamp(timeout, base::Duration::zero(), kLongestWait);

  if (!impl.more) seen_until_ = now_;
  wait_began_ = now;
  impl.event_count = impl.wait(timeout);
  impl.more = impl.event_count == kMaxEvents;
  now_ = clock_.now();
  if (impl.watcher != nullptr) noticePause(std::max(now_ - now - timeout, impl.last_turn));
  dispatchEvents();
  dispatchTimers();
  if (impl.has_tasks.load(std::memory_order_acquire)) runTasks();
  const base::TimePoint over = clock_.now();
  impl.last_turn = over - now_;
  impl.max_turn = std::max(impl.max_turn, impl.last_turn);
  return over;
}

base::Duration EventLoop::eventLag() const {
  const bool waited = now_ - wait_began_ > kNoWait;
  return waited ? base::Duration::zero() : wait_began_ - seen_until_;
}

void EventLoop::watchPauses(PauseWatcher* watcher) {
  impl_->watcher = watcher;
  impl_->suspended = base::suspendedTime();
}

void EventLoop::noticePause(base::Duration gap) {
  Impl& impl = *impl_;
  // A suspended machine leaves no gap, and to look for it in every turn would cost too much.
  if (now_ >= impl.next_look) {
    impl.next_look = now_ + kLookInterval;
    const base::Duration suspended = base::suspendedTime();
    gap = std::max(gap, suspended - std::exchange(impl.suspended, suspended));
  }
  if (gap <= kPause) return;
  impl.last_turn = {};
  impl.watcher->onPause(gap);
  now_ = clock_.now();
  runTasks();
}

void EventLoop::dispatchEvents() {
  Impl& impl = *impl_;
  impl.event_next = 0;
  while (impl.event_next < impl.event_count) {
    const epoll_event event = impl.events[static_cast<std::size_t>(impl.event_next++)];
    // Null is the wake-up descriptor, or a handler that was removed in this turn.
    if (event.data.ptr != nullptr) static_cast<IoHandler*>(event.data.ptr)->onIo(event.events);
  }
  impl.event_count = 0;
}

void EventLoop::dispatchTimers() {
  TimerHeap& timers = impl_->timers;
  // A timer that arms itself for "now" again waits for the next turn, so a turn always ends.
  for (std::size_t left = timers.size(); left > 0 && !timers.empty(); --left) {
    if (timers.top().due > now_) break;
    Timer* timer = timers.top().timer;
    timers.remove(0);
    timer->loop_ = nullptr;
    timer->onTimer();
  }
}

void EventLoop::runTasks() {
  Impl& impl = *impl_;
  {
    const std::scoped_lock lock(impl.mutex);
    impl.running.swap(impl.tasks);
    impl.has_tasks.store(false, std::memory_order_release);
  }
  for (std::function<void()>& task : impl.running) task();
  impl.running.clear();
}

void EventLoop::stop() {
  impl_->stopping.store(true, std::memory_order_release);
  impl_->wakeUp();
}

void EventLoop::post(std::function<void()> task) {
  bool first = false;
  {
    const std::scoped_lock lock(impl_->mutex);
    HRP_ASSERT(impl_->tasks.size() < kMaxPostedTasks);
    first = impl_->tasks.empty();
    impl_->tasks.push_back(std::move(task));
    impl_->has_tasks.store(true, std::memory_order_release);
  }
  if (first) impl_->wakeUp();
}

base::Duration EventLoop::takeMaxTurn() {
  return std::exchange(impl_->max_turn, base::Duration::zero());
}

base::Result<> EventLoop::add(int descriptor, IoHandler& handler) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &handler;
  if (::epoll_ctl(impl_->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0) return {};
  return base::fail(errno == ENOSPC ? base::ErrorCode::kLimit : base::ErrorCode::kIo,
                    std::string("cannot watch a descriptor: ") + std::strerror(errno));
}

void EventLoop::remove(int descriptor, IoHandler& handler) {
  ::epoll_ctl(impl_->epoll, EPOLL_CTL_DEL, descriptor, nullptr);
  for (int i = impl_->event_next; i < impl_->event_count; ++i) {
    epoll_event& event = impl_->events[static_cast<std::size_t>(i)];
    if (event.data.ptr == &handler) event.data.ptr = nullptr;
  }
}

void EventLoop::arm(Timer& timer, base::TimePoint due) {
  timer.due_ = due;
  if (timer.loop_ == nullptr) {
    timer.loop_ = this;
    impl_->timers.push({due, &timer, &timer.heap_index_});
  } else {
    HRP_ASSERT(timer.loop_ == this);
    impl_->timers.update(timer.heap_index_, due);
  }
}

void EventLoop::cancel(Timer& timer) {
  if (timer.loop_ == nullptr) return;
  HRP_ASSERT(timer.loop_ == this);
  impl_->timers.remove(timer.heap_index_);
  timer.loop_ = nullptr;
}

}  // namespace hrp::net
