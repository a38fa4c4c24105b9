#pragma once
// BoundedQueue<T>: hands values from any thread to any thread under a mutex; never grows past its
// bound. For control paths (commands, slices), not for the request path.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "hrp/base/clock.hpp"

namespace hrp::base {

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t bound) : bound_(bound) {}

  // False when the queue is full or closed; the value is then not taken.
  [[nodiscard]] bool tryPush(T value) {
    {
      const std::scoped_lock lock(mutex_);
      if (closed_ || items_.size() >= bound_) return false;
      items_.push_back(std::move(value));
    }
    ready_.notify_one();
    return true;
  }

  [[nodiscard]] std::optional<T> tryPop() {
    const std::scoped_lock lock(mutex_);
    return takeFront();
  }

  // Waits at most `timeout`; empty when nothing came or the queue is closed and drained.
  [[nodiscard]] std::optional<T> popFor(Duration timeout) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, timeout, [this] { return closed_ || !items_.empty(); });
    return takeFront();
  }

  void close() {
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

 private:
  std::optional<T> takeFront() {
    if (items_.empty()) return std::nullopt;
    std::optional<T> front(std::move(items_.front()));
    items_.pop_front();
    return front;
  }

  const std::size_t bound_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace hrp::base
