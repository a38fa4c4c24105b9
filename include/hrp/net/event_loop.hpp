#pragma once
// EventLoop: one thread's epoll (edge-triggered), timers and posted tasks. Created and run by one
// thread; only stop() and post() may be called from others, and it has to outlive those calls.
//
// The clock is read once per turn: now() is that reading. Handlers run on the loop's thread and
// must not block. A handler may destroy itself or others: removed descriptors get no more events.

#include <sys/epoll.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::net {

class IoHandler {
 public:
  // `events` as epoll reports them (EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLRDHUP).
  virtual void onIo(std::uint32_t events) = 0;

 protected:
  ~IoHandler() = default;
};

class EventLoop;

// A timer that its owner embeds; destroying it cancels it. A 4-ary heap holds the armed ones.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual ~Timer();
  [[nodiscard]] bool armed() const { return loop_ != nullptr; }
  [[nodiscard]] base::TimePoint due() const { return due_; }

 protected:
  virtual void onTimer() = 0;

 private:
  friend class EventLoop;
  EventLoop* loop_ = nullptr;
  base::TimePoint due_{};
  std::uint32_t heap_index_ = 0;
};

// Told when the loop's thread did not run for over EventLoop::kPause: the process was stopped, the
// machine or its virtual processor was, or a handler took so long.
class PauseWatcher {
 public:
  // Before anything of what became due meanwhile is handled. May wait; tasks that were posted until
  // it returns run before the events and timers of this turn.
  virtual void onPause(base::Duration time) = 0;

 protected:
  ~PauseWatcher() = default;
};

class EventLoop {
 public:
  static constexpr base::Duration kPause = std::chrono::seconds(1);

  // Fails when epoll or its wake-up descriptor cannot be made.
  static base::Result<std::unique_ptr<EventLoop>> create(const base::Clock& clock);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs turns until stop(); a stop() that came before makes it return at once.
  void run();
  // One turn: waits at most `timeout` for an event, a timer or a posted task (for tests).
  void runOnce(base::Duration timeout);
  void stop();                            // any thread
  void post(std::function<void()> task);  // any thread; runs on the loop's thread, in order

  [[nodiscard]] base::TimePoint now() const { return now_; }
  [[nodiscard]] const base::Clock& clock() const { return clock_; }
  // How long what this turn's events tell may have waited to be looked at: the loop was busy with
  // the turn before, or with more events than one look takes. Zero when the loop was waiting.
  [[nodiscard]] base::Duration eventLag() const;
  // The longest turn (handlers and timers, not the waiting) since the last call.
  [[nodiscard]] base::Duration takeMaxTurn();

  // Watches for reading and writing, edge-triggered; the descriptor stays the caller's.
  [[nodiscard]] base::Result<> add(int descriptor, IoHandler& handler);
  void remove(int descriptor, IoHandler& handler);

  // Null: nobody. It has to outlive the loop's turns.
  void watchPauses(PauseWatcher* watcher);

  void arm(Timer& timer, base::TimePoint due);  // moves it when it was armed
  void cancel(Timer& timer);

 private:
  explicit EventLoop(const base::Clock& clock);
  // One turn that begins at `now`; the time when it is over, which the next one begins with: the
  // clock is most of what a turn with one event costs.
  base::TimePoint turn(base::Duration timeout, base::TimePoint now);
  void noticePause(base::Duration gap);
  void dispatchEvents();
  void dispatchTimers();
  void runTasks();

  struct Impl;
  const base::Clock& clock_;
  base::TimePoint now_{};
  base::TimePoint wait_began_{};  // of the wait that ended at now_
  base::TimePoint seen_until_{};  // what came before it was told in earlier turns
  std::unique_ptr<Impl> impl_;
};

}  // namespace hrp::net
