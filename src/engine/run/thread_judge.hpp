#pragma once
// ThreadJudge: whether the delays of an engine thread could have changed a percentile of what it
// measured, once a second. Belongs to whoever has the thread's slices; one owner, one thread.

#include <cstddef>

#include "hrp/stats/generator.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::engine {

class ThreadJudge {
 public:
  explicit ThreadJudge(std::size_t thread) : thread_(thread) {}
  // What the thread counted: the latencies that its own delay is held against.
  void add(const stats::Slice& slice);
  // By the slices since the last call; figures of a thread that was not measured stay as they are.
  void judge(stats::GeneratorFigures& figures);

 private:
  const std::size_t thread_;
  stats::Histogram latency_;
};

}  // namespace hrp::engine
