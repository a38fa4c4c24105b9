#pragma once
// SliceMaker: makes slices of what the engine threads counted and leaves them in the mailbox, on a
// thread of its own, so that thousands of rows cost the loops no more than three: a loop hands over
// a tally and goes on in another one. Slices are made in the order in which the cuts came.
//
// add() and spare() are called by the engine threads and never wait for a slice. An engine thread
// has at most kTallies under way: while all of them wait to be made, it gets no spare one and cuts
// later, so memory is bounded and nothing is lost.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/run/slice_mailbox.hpp"
#include "engine/run/thread_judge.hpp"
#include "hrp/stats/recorder.hpp"

namespace hrp::engine {

class SliceMaker {
 public:
  static constexpr std::size_t kTallies = 2;  // of a thread, beside the one that it fills

  struct Cut {
    std::size_t thread = 0;
    std::uint32_t second = 0;
    std::uint64_t number = 0;  // SliceMailbox::deliver's; 0: the last one, after `orders`
    std::uint64_t orders = 0;
    std::unique_ptr<stats::Tally> tally;  // null: the thread has no users, only time went on
    std::uint64_t dropped_iterations = 0;
    std::uint64_t dropped_requests = 0;
    stats::GeneratorFigures generator{};  // when a second is over
  };

  // `all_came`, called on the maker's thread: all threads have come to a further cut.
  SliceMaker(SliceMailbox& mailbox, std::size_t threads, std::function<void()> all_came);
  ~SliceMaker();  // what was not made yet is dropped
  SliceMaker(const SliceMaker&) = delete;
  SliceMaker& operator=(const SliceMaker&) = delete;

  void add(Cut cut);
  // An empty tally for the thread to go on in; null: it has to wait.
  [[nodiscard]] std::unique_ptr<stats::Tally> spare(std::size_t thread);

 private:
  struct Account {
    explicit Account(std::size_t thread) : judge(thread) {}
    std::size_t made = 0;  // tallies
    std::vector<std::unique_ptr<stats::Tally>> spare;
    ThreadJudge judge;  // the maker's thread only
  };
  void main();
  void make(Cut& cut);

  SliceMailbox& mailbox_;
  const std::function<void()> all_came_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Cut> cuts_;
  std::deque<Account> accounts_;
  bool ends_ = false;
  std::thread thread_;  // from the first cut on
};

}  // namespace hrp::engine
