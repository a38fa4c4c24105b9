#include "engine/pace/pause_gate.hpp"

namespace hrp::engine {

void PauseGate::pass() {
  std::unique_lock lock(mutex_);
  const std::uint64_t before = openings_;
  ++waiting_;
  opened_.wait(lock, [&] { return removed_ || openings_ != before; });
  --waiting_;
}

bool PauseGate::holds() const {
  const std::scoped_lock lock(mutex_);
  return waiting_ > 0;
}

void PauseGate::open() {
  {
    const std::scoped_lock lock(mutex_);
    ++openings_;
  }
  opened_.notify_all();
}

void PauseGate::remove() {
  {
    const std::scoped_lock lock(mutex_);
    removed_ = true;
  }
  opened_.notify_all();
}

}  // namespace hrp::engine
