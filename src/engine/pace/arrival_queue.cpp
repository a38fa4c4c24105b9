#include "engine/pace/arrival_queue.hpp"

#include <algorithm>

namespace hrp::engine {
namespace {

// Starts in one turn of the loop: more would keep it from reading responses.
constexpr int kStartsPerTurn = 256;

}  // namespace

std::optional<base::TimePoint> ArrivalQueue::enter(ArrivalWaiter& waiter) {
  dropped_ += clock_.freed(loop_.now());
  if (!due_) due_ = clock_.take();
  if (*due_ <= loop_.now()) {
    const auto scheduled = std::exchange(due_, std::nullopt);
    clock_.busy();
    expectNext();
    return scheduled;
  }
  waiter.queue_place = free_.size();
  free_.push_back(&waiter);
  expectNext();
  return std::nullopt;
}

void ArrivalQueue::leave(ArrivalWaiter& waiter) {
  free_[waiter.queue_place] = free_.back();
  free_[waiter.queue_place]->queue_place = waiter.queue_place;
  free_.pop_back();
  clock_.busy();
  if (!free_.empty()) return;
  if (due_) clock_.giveBack(*due_);
  due_.reset();
  if (armed()) loop_.cancel(*this);
}

void ArrivalQueue::rateChanged() {
  due_.reset();
  expectNext();
}

void ArrivalQueue::skip(base::TimePoint until) {
  if (!clock_.on()) return;
  dropped_ += clock_.skip(until);
  if (due_ && *due_ < until) {
    due_.reset();
    ++dropped_;
  }
  expectNext();
}

void ArrivalQueue::onTimer() {
  for (int left = kStartsPerTurn; left > 0 && !free_.empty(); --left) {
    if (!due_) due_ = clock_.take();
    if (*due_ > loop_.now()) break;
    const base::TimePoint scheduled = *std::exchange(due_, std::nullopt);
    ArrivalWaiter* const user = free_.back();
    free_.pop_back();
    clock_.busy();
    user->onArrival(scheduled);
  }
  expectNext();
}

void ArrivalQueue::expectNext() {
  if (free_.empty()) return;
  if (!due_) due_ = clock_.take();
  loop_.arm(*this, std::max(*due_, loop_.now()));  // late ones do not go before what else is due
}

std::uint64_t ArrivalQueue::takeDropped() {
  dropped_ += clock_.droppedUntil(loop_.now());
  return std::exchange(dropped_, 0);
}

std::uint64_t ArrivalQueue::close() {
  dropped_ += clock_.close(loop_.now());
  return std::exchange(dropped_, 0);
}

}  // namespace hrp::engine
