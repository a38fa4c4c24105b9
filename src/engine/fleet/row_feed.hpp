#pragma once
// RowFeed: the leased rows of one testcase, for the users of one engine. Shared by its threads.
//
// A thread takes rows from a block of its own with one uncontended atomic operation; only when the
// block is empty does it lock the pool for the next one. Blocks get smaller as the pool empties,
// and a thread takes what is left of another's block before it opens a later pass, so within an
// engine each row is taken once before any is taken again.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "hrp/base/number_ranges.hpp"
#include "hrp/engine/fleet_words.hpp"

namespace hrp::engine {

class RowFeed {
 public:
  static constexpr std::uint64_t kMaxBlock = 64;

  RowFeed(const RowSet& set, std::size_t threads);

  struct Taken {
    std::optional<std::uint64_t> number;
    bool ended = false;  // without a number: none will come; else one may come later
  };
  [[nodiscard]] Taken take(std::size_t thread);
  // A user of any thread begins or ceases to wait for a row.
  void wait() { waiting_.fetch_add(1, std::memory_order_relaxed); }
  void ceaseToWait() { waiting_.fetch_sub(1, std::memory_order_relaxed); }

  // The owner's thread only. True: waiting users should try again.
  [[nodiscard]] bool apply(const RowWord& word);
  // Nobody is left to use what is held.
  void giveBackAll();
  // What was returned is only in the first of two calls.
  [[nodiscard]] RowNeed need();

 private:
  // `state` holds a version, the end and the next position; a block is filled when it is empty and
  // emptied by its thread (one row) or by anybody (all of it), both with compare-and-swap. The
  // version keeps a block that was filled anew from looking like the one before.
  struct alignas(64) Block {
    std::atomic<std::uint64_t> state{0};
    std::atomic<std::uint64_t> first{0};
    std::atomic<std::uint64_t> started{0};
  };
  [[nodiscard]] static std::optional<std::uint64_t> takeFrom(Block& block);
  static RowRange rest(const Block& block);
  static RowRange seize(Block& block);
  void fill(Block& block, RowRange range);
  [[nodiscard]] bool refill(Block& block);
  void seizeEarlierPasses();
  [[nodiscard]] std::uint64_t passOf(std::uint64_t number) const { return number / set_.rows; }

  const RowSet set_;
  const std::size_t threads_;
  const std::unique_ptr<Block[]> blocks_;
  std::atomic<std::int64_t> waiting_{0};

  std::mutex mutex_;
  base::NumberRanges pool_;
  base::NumberRanges returned_;
  std::uint64_t word_ = 0;
  bool ended_ = false;
};

}  // namespace hrp::engine
