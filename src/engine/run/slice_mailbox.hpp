#pragma once
// SliceMailbox: where the slices of the engine threads are left and where poll() finds them. Any
// thread may call any method; the lock is held for a merge at most, some times a second a thread,
// so the engine threads do not deliver themselves (SliceMaker).
//
// Slices of the same second that wait are merged; a second may also come in several parts. At most
// kMaxSeconds wait; when nobody polls, the oldest are merged into one.

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "hrp/engine/load_engine.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::engine {

class SliceMailbox {
 public:
  static constexpr std::size_t kMaxSeconds = 120;

  // A new run of `threads` threads, all idle.
  void reset(std::size_t threads);
  // What thread `thread` counted in a part of second `second`, up to its cut number `cut`, from 1.
  // True: by this all threads have come to that cut.
  [[nodiscard]] bool deliver(std::size_t thread, std::uint64_t cut, std::uint32_t second,
                             stats::Slice slice);
  // The thread has no user, and none will come by the first `orders` orders that it was given: what
  // it counted last.
  void deliverLast(std::size_t thread, std::uint64_t orders, std::uint32_t second,
                   stats::Slice slice);
  // The thread is given an order of users: it is idle when it has said so after it.
  void setBusy(std::size_t thread);

  [[nodiscard]] bool allIdle() const;
  // Everything there is; empty slices are left out.
  [[nodiscard]] std::vector<NumberedSlice> take();

 private:
  void merge(std::uint32_t second, stats::Slice slice);
  [[nodiscard]] std::uint64_t commonCut() const;

  struct ThreadMark {
    std::uint64_t cut = 0;
    std::uint64_t orders = 0;
    std::uint64_t idle_after = 0;  // orders
  };
  mutable std::mutex mutex_;
  std::vector<ThreadMark> marks_;
  std::map<std::uint32_t, stats::Slice> seconds_;
};

}  // namespace hrp::engine
