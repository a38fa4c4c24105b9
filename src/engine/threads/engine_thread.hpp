#pragma once
// EngineThread: one thread of the engine with its loop and its users. start(), order(), remove(),
// stop(), paceChanged() and the rest are called by the engine's owner; what they ask for happens on
// the thread. The destructor ends the thread; what its users were doing is dropped.

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "engine/pace/spawn_schedule.hpp"
#include "engine/users/user.hpp"
#include "engine/users/user_host.hpp"
#include "hrp/net/event_loop.hpp"

namespace hrp::engine {

class EngineThread {
 public:
  struct Parts {
    SharedRun& run;
    std::size_t index = 0;
  };
  explicit EngineThread(const Parts& parts);
  ~EngineThread();
  EngineThread(const EngineThread&) = delete;
  EngineThread& operator=(const EngineThread&) = delete;

  // Waits until the thread has its loop; its error when it could not get one.
  [[nodiscard]] base::Result<> launch();

  void start(base::TimePoint start);
  void order(const std::vector<SpawnGroup>& groups, const Lane& lane, base::TimePoint now);
  void remove(std::int64_t users);
  void stop(base::Duration drain);
  void paceChanged();
  void rowsCame();
  void release(const RendezvousBoard::Release& release);

  // Users alive or to come, without those asked to leave.
  [[nodiscard]] std::int64_t load() const { return load_.load(std::memory_order_relaxed); }

 private:
  class Crew;
  void main(std::promise<base::Result<>>& ready);
  void post(std::function<void(Crew&)> task);

  const Parts parts_;
  std::thread thread_;
  // The thread's, made by it; it outlives the thread because stop() may still be waking it up.
  std::unique_ptr<net::EventLoop> loop_;
  Crew* crew_ = nullptr;  // likewise; touched on the thread only
  std::atomic<std::int64_t> load_{0};
  std::atomic<std::int64_t> pending_{0};  // ordered and not started yet
};

}  // namespace hrp::engine
