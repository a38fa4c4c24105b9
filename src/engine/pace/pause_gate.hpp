#pragma once
// PauseGate: holds the engine threads after a pause of the process until the engine's owner has
// heard what happened meanwhile: that the run was stopped, or that others do the work. Any thread
// may call any method; only pass() waits.

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace hrp::engine {

class PauseGate {
 public:
  // Until the owner opens the gate once more.
  void pass();
  [[nodiscard]] bool holds() const;  // a thread waits
  void open();
  // Nobody waits from now on: the threads are to end.
  void remove();

 private:
  mutable std::mutex mutex_;
  std::condition_variable opened_;
  std::uint64_t openings_ = 0;
  int waiting_ = 0;
  bool removed_ = false;
};

}  // namespace hrp::engine
