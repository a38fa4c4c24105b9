#pragma once
// SliceMailbox: where the engine threads leave what they counted and where poll() finds it. Any
// thread may call any method; the lock is held for a merge at most, about once a second a thread.
//
// Slices of the same second are merged. A second is given out when every thread has passed it, so
// the receiver sees it once, unless the threads have ended. At most kMaxSeconds wait; when nobody
// polls, the oldest are merged into one.

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
  // Thread `thread` has counted everything of the seconds up to and including `second`.
  void deliverSecond(std::size_t thread, std::uint32_t second, stats::Slice slice);
  // The thread has no user and none will come: what it counted last.
  void deliverLast(std::size_t thread, std::uint32_t second, stats::Slice slice);
  // The thread gets users (again).
  void setBusy(std::size_t thread);

  [[nodiscard]] bool allIdle() const;
  // Empty slices are left out. `everything`: also seconds that some thread has not passed.
  [[nodiscard]] std::vector<NumberedSlice> take(bool everything);

 private:
  void merge(std::uint32_t second, stats::Slice slice);

  struct ThreadMark {
    std::uint32_t passed = 0;  // seconds below this are complete
    bool idle = true;
  };
  mutable std::mutex mutex_;
  std::vector<ThreadMark> marks_;
  std::map<std::uint32_t, stats::Slice> seconds_;
};

}  // namespace hrp::engine
