#include "engine/fleet/row_feed.hpp"

#include <algorithm>

namespace hrp::engine {
namespace {

constexpr std::uint64_t kPosition = 0xffff;
std::uint64_t nextOf(std::uint64_t state) {
  return state & kPosition;
}
std::uint64_t endOf(std::uint64_t state) {
  return (state >> 16) & kPosition;
}
std::uint64_t filled(std::uint64_t state, std::uint64_t end) {
  return (((state >> 32) + 1) << 32) | (end << 16);
}

}  // namespace

RowFeed::RowFeed(const RowSet& set, std::size_t threads)
    : set_(set),
      threads_(std::max<std::size_t>(1, threads)),
      blocks_(std::make_unique<Block[]>(threads_)) {}

RowFeed::Taken RowFeed::take(std::size_t thread) {
  Block& block = blocks_[thread];
  while (true) {
    if (auto number = takeFrom(block)) {
      block.started.store(block.started.load(std::memory_order_relaxed) + 1,
                          std::memory_order_relaxed);
      return {number, false};
    }
    const std::scoped_lock lock(mutex_);
    if (!refill(block)) return {std::nullopt, ended_};
  }
}

std::optional<std::uint64_t> RowFeed::takeFrom(Block& block) {
  std::uint64_t state = block.state.load(std::memory_order_acquire);
  while (nextOf(state) < endOf(state)) {
    const std::uint64_t number = block.first.load(std::memory_order_relaxed) + nextOf(state);
    if (block.state.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel)) {
      return number;
    }
  }
  return std::nullopt;
}

RowRange RowFeed::rest(const Block& block) {
  const std::uint64_t state = block.state.load(std::memory_order_acquire);
  return {block.first.load(std::memory_order_relaxed) + nextOf(state),
          endOf(state) - nextOf(state)};
}

RowRange RowFeed::seize(Block& block) {
  std::uint64_t state = block.state.load(std::memory_order_acquire);
  while (nextOf(state) < endOf(state)) {
    const std::uint64_t first = block.first.load(std::memory_order_relaxed);
    if (block.state.compare_exchange_weak(state, filled(state, 0), std::memory_order_acq_rel)) {
      return {first + nextOf(state), endOf(state) - nextOf(state)};
    }
  }
  return {};
}

void RowFeed::fill(Block& block, RowRange range) {
  block.first.store(range.first, std::memory_order_relaxed);
  const std::uint64_t state = block.state.load(std::memory_order_relaxed);
  block.state.store(filled(state, range.count), std::memory_order_release);
}

// Blocks are only filled under the lock, so what is scanned here can but shrink.
void RowFeed::seizeEarlierPasses() {
  for (std::size_t i = 0; i < threads_; ++i) {
    const RowRange left = rest(blocks_[i]);
    const bool earlier =
        left.count > 0 && (pool_.empty() || passOf(left.first) < passOf(pool_.lowest()));
    if (earlier) pool_.add(seize(blocks_[i]));
  }
}

bool RowFeed::refill(Block& block) {
  seizeEarlierPasses();
  if (pool_.empty()) return false;
  const std::uint64_t pass = passOf(pool_.lowest()) + 1;
  const std::uint64_t pass_end = pass > UINT64_MAX / set_.rows ? UINT64_MAX : pass * set_.rows;
  const std::uint64_t fair = pool_.count() / (2 * threads_);
  fill(block, pool_.takeLowest(std::clamp<std::uint64_t>(fair, 1, kMaxBlock), pass_end));
  return true;
}

bool RowFeed::apply(const RowWord& word) {
  const std::scoped_lock lock(mutex_);
  if (word.number != word_ + 1) return false;
  word_ = word.number;
  if (word.recall) {
    for (std::size_t i = 0; i < threads_; ++i) returned_.add(seize(blocks_[i]));
    returned_.add(pool_);
    pool_ = {};
  }
  for (const RowRange& range : word.ranges) pool_.add(range);
  if (!word.ranges.empty()) ended_ = false;
  ended_ = ended_ || word.ended;
  return ended_ || !word.ranges.empty();
}

void RowFeed::giveBackAll() {
  const std::scoped_lock lock(mutex_);
  for (std::size_t i = 0; i < threads_; ++i) returned_.add(seize(blocks_[i]));
  returned_.add(pool_);
  pool_ = {};
}

RowNeed RowFeed::need() {
  const std::scoped_lock lock(mutex_);
  RowNeed need;
  need.word = word_;
  need.waiting = waiting_.load(std::memory_order_relaxed);
  base::NumberRanges held = pool_;
  for (std::size_t i = 0; i < threads_; ++i) {
    need.started += blocks_[i].started.load(std::memory_order_relaxed);
    held.add(rest(blocks_[i]));
  }
  need.held = held.list();
  need.returned = returned_.list();
  returned_ = {};
  return need;
}

}  // namespace hrp::engine
