#pragma once
// SelfMeter: what an engine thread measures of itself, for the slices: the lag of its loop and its
// processor time. The first thread also looks at the whole process. Nothing of it is done for a
// request. Owned by an engine thread and used on it; whoever has the slices judges (ThreadJudge).

#include <cstddef>

#include "engine/threads/lag_probe.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/stats/generator.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::engine {

class SelfMeter {
 public:
  // Processor time of less than this says nothing.
  static constexpr base::Duration kShortest = std::chrono::milliseconds(200);

  SelfMeter(net::EventLoop& loop, std::size_t thread) : loop_(loop), thread_(thread), lag_(loop) {}
  void start();  // the thread has users
  void stop();
  // Of the time since the last call, about a second; the thread itself is not judged yet.
  [[nodiscard]] stats::GeneratorFigures take();

 private:
  void mark(base::TimePoint now);

  net::EventLoop& loop_;
  const std::size_t thread_;
  LagProbe lag_;
  bool on_ = false;
  base::TimePoint since_{};
  base::Duration thread_cpu_{};
  base::Duration process_cpu_{};
};

}  // namespace hrp::engine
