#pragma once
// SignalWatcher: turns SIGINT, SIGTERM and, where it is not ignored, SIGHUP into calls on a thread
// of its own. Each signal takes the next step, more hurried than the one before: an orderly end
// first. One that comes after the last step ends the process at once with ExitCode::kInterrupted.
//
// Make one before any other thread starts: it blocks the signals for all threads that follow.

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace hrp::cli {

// A peer or reader that is gone, and a file beyond its limit, are errors of the write and do not
// end the process. Before any thread writes.
void ignoreWriteSignals();

class SignalWatcher {
 public:
  // The steps get the signal's number, on the watcher's thread.
  explicit SignalWatcher(std::vector<std::function<void(int)>> steps);
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  // The first signal that came, 0 when none did.
  [[nodiscard]] int received() const { return received_.load(); }

 private:
  void watch();
  const std::vector<std::function<void(int)>> steps_;
  std::atomic<int> received_{0};
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace hrp::cli
