#pragma once
// WaitList: the users of one engine thread that wait for the same thing, first come first served.
// Entering, taking the first and leaving from anywhere take the same time for any number of them,
// so a million users that wait end as fast as a thousand.
//
// The link is a base class of what waits, which is in at most one list of its type at a time and
// leaves it before it is destroyed. Used on one thread.

#include <cstddef>

#include "hrp/base/assert.hpp"

namespace hrp::engine {

template <class T>
class WaitList;

template <class T>
class WaitLink {
 public:
  WaitLink() = default;
  WaitLink(const WaitLink&) = delete;
  WaitLink& operator=(const WaitLink&) = delete;

 protected:
  ~WaitLink() = default;

 private:
  friend class WaitList<T>;
  WaitLink* before_ = nullptr;
  WaitLink* after_ = nullptr;
};

template <class T>
class WaitList {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] T& first() const {
    HRP_ASSERT(first_ != nullptr);
    return static_cast<T&>(*first_);
  }
  void enter(T& waiter) {
    WaitLink<T>& link = waiter;
    link.before_ = last_;
    link.after_ = nullptr;
    (last_ != nullptr ? last_->after_ : first_) = &link;
    last_ = &link;
    ++size_;
  }
  void leave(T& waiter) {
    WaitLink<T>& link = waiter;
    HRP_ASSERT(size_ > 0);
    (link.before_ != nullptr ? link.before_->after_ : first_) = link.after_;
    (link.after_ != nullptr ? link.after_->before_ : last_) = link.before_;
    link.before_ = link.after_ = nullptr;
    --size_;
  }
  T& takeFirst() {
    T& waiter = first();
    leave(waiter);
    return waiter;
  }

 private:
  WaitLink<T>* first_ = nullptr;
  WaitLink<T>* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace hrp::engine
