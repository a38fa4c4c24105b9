#pragma once
// FakeNetwork: payloads between a master and its workers that are lost, delayed, repeated,
// reordered and cut off, all from one seed and on a fake clock.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/random.hpp"

namespace hrp::testing {

struct NetworkFaults {
  double loss = 0;    // of a frame
  double repeat = 0;  // a frame arrives twice
  base::Duration max_delay{};
};

template <class Payload>
class FakeNetwork {
 public:
  struct Frame {
    base::TimePoint at;
    std::string worker;  // the worker's end
    bool to_master = false;
    Payload payload;
  };

  explicit FakeNetwork(std::uint64_t seed) : random_(seed) {}

  NetworkFaults faults;

  void send(Frame frame) {
    if (cut_.contains(frame.worker) && frame.at < cut_[frame.worker]) return;
    if (random_.unit() < faults.loss) return;
    const bool twice = random_.unit() < faults.repeat;
    if (twice) hold(delayed(frame));
    hold(delayed(std::move(frame)));
  }

  // It has arrived, and its receiver does not take it yet: it is due again at `frame.at`.
  void hold(Frame frame) {
    const base::TimePoint at = frame.at;
    flying_.emplace(at, std::move(frame));
  }

  // Frames that are due, in the order in which they arrive.
  [[nodiscard]] std::vector<Frame> take(base::TimePoint now) {
    std::vector<Frame> due;
    const auto end = flying_.upper_bound(now);
    for (auto it = flying_.begin(); it != end; ++it) due.push_back(std::move(it->second));
    flying_.erase(flying_.begin(), end);
    return due;
  }

  void cutOff(const std::string& worker, base::TimePoint until) { cut_[worker] = until; }
  // A process died: what was on its way is gone with its connections.
  void dropAll() { flying_.clear(); }

 private:
  Frame delayed(Frame frame) {
    if (faults.max_delay > base::Duration::zero()) {
      frame.at += base::Duration(static_cast<std::int64_t>(
          random_.below(static_cast<std::uint64_t>(faults.max_delay.count()))));
    }
    return frame;
  }

  base::Random random_;
  std::multimap<base::TimePoint, Frame> flying_;
  std::map<std::string, base::TimePoint> cut_;
};

}  // namespace hrp::testing
