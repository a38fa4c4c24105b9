#pragma once
// Mailbox<T>: values handed from one thread to another in one swap. Bounded: a full box refuses,
// and its size can be asked, so that a producer waits with work that must not be lost.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "hrp/base/clock.hpp"

namespace hrp::cluster {

template <class T>
class Mailbox {
 public:
  explicit Mailbox(std::size_t bound) : bound_(bound) {}

  [[nodiscard]] bool put(T value) {
    {
      const std::scoped_lock lock(mutex_);
      if (items_.size() >= bound_) return false;
      items_.push_back(std::move(value));
    }
    ready_.notify_one();
    return true;
  }
  [[nodiscard]] std::deque<T> takeAll() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(items_, {});
  }
  [[nodiscard]] std::deque<T> takeAllFor(base::Duration timeout) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, timeout, [this] { return !items_.empty(); });
    return std::exchange(items_, {});
  }
  [[nodiscard]] std::size_t size() const {
    const std::scoped_lock lock(mutex_);
    return items_.size();
  }

 private:
  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> items_;
};

}  // namespace hrp::cluster
