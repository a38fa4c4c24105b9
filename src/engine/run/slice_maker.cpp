#include "engine/run/slice_maker.hpp"

#include <utility>

namespace hrp::engine {

SliceMaker::SliceMaker(SliceMailbox& mailbox, std::size_t threads, std::function<void()> all_came)
    : mailbox_(mailbox), all_came_(std::move(all_came)) {
  for (std::size_t i = 0; i < threads; ++i) accounts_.emplace_back(i);
}

SliceMaker::~SliceMaker() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void SliceMaker::add(Cut cut) {
  {
    const std::scoped_lock lock(mutex_);
    cuts_.push_back(std::move(cut));
    if (!thread_.joinable()) thread_ = std::thread([this] { main(); });
  }
  changed_.notify_one();
}

std::unique_ptr<stats::Tally> SliceMaker::spare(std::size_t thread) {
  {
    const std::scoped_lock lock(mutex_);
    Account& account = accounts_[thread];
    if (!account.spare.empty()) {
      auto tally = std::move(account.spare.back());
      account.spare.pop_back();
      return tally;
    }
    if (account.made >= kTallies) return nullptr;
    ++account.made;
  }
  return std::make_unique<stats::Tally>();
}

void SliceMaker::main() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ends_ || !cuts_.empty(); });
    if (ends_) return;
    Cut cut = std::move(cuts_.front());
    cuts_.pop_front();
    lock.unlock();
    make(cut);
    lock.lock();
    if (cut.tally) accounts_[cut.thread].spare.push_back(std::move(cut.tally));
  }
}

void SliceMaker::make(Cut& cut) {
  stats::Slice slice;
  if (cut.tally) slice = cut.tally->takeSlice();
  slice.dropped_iterations = cut.dropped_iterations;
  slice.dropped_requests = cut.dropped_requests;
  ThreadJudge& judge = accounts_[cut.thread].judge;
  judge.add(slice);
  judge.judge(cut.generator);
  slice.generator = std::move(cut.generator);
  if (cut.number == 0) {
    mailbox_.deliverLast(cut.thread, cut.orders, cut.second, std::move(slice));
  } else if (mailbox_.deliver(cut.thread, cut.number, cut.second, std::move(slice))) {
    all_came_();
  }
}

}  // namespace hrp::engine
