#include "control/task_pool.hpp"

#include <utility>

namespace hrp::control {

TaskPool::TaskPool(std::size_t threads, std::size_t queue_bound) : queue_bound_(queue_bound) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

TaskPool::~TaskPool() {
  shutdown();
}

void TaskPool::enqueue(std::function<void()> task) {
  {
    std::unique_lock lock(mutex_);
    drained_.wait(lock, [this] { return closed_ || queue_.size() < queue_bound_; });
    queue_.push_back(std::move(task));
  }
  filled_.notify_one();
}

void TaskPool::shutdown() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  filled_.notify_all();
  drained_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void TaskPool::work() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    drained_.notify_one();
    task();
  }
}

}  // namespace hrp::control
