#pragma once
// TaskPool: the threads that answer connections. Unlike the library's pool its queue is bounded: a
// full queue holds up accepting, and the kernel's backlog holds up the clients.
//
// enqueue() and shutdown() are called by the accepting thread alone. shutdown() runs what is queued
// and joins the threads.

#include <httplib.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace hrp::control {

class TaskPool final : public httplib::TaskQueue {
 public:
  TaskPool(std::size_t threads, std::size_t queue_bound);
  ~TaskPool() override;
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;

  void enqueue(std::function<void()> task) override;
  void shutdown() override;

 private:
  void work();

  const std::size_t queue_bound_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable drained_;
  std::deque<std::function<void()>> queue_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace hrp::control
