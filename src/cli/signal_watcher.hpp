#pragma once
// SignalWatcher: turns SIGINT and SIGTERM into calls on a thread of its own. The first signal asks
// for an orderly end; a second one ends the process at once with ExitCode::kInterrupted.
//
// Make one before any other thread starts: it blocks the signals for all threads that follow.

#include <atomic>
#include <functional>
#include <thread>

namespace hrp::cli {

class SignalWatcher {
 public:
  // `on_first` gets the signal's number, on the watcher's thread.
  explicit SignalWatcher(std::function<void(int)> on_first);
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  // The first signal that came, 0 when none did.
  [[nodiscard]] int received() const { return received_.load(); }

 private:
  void watch();
  std::function<void(int)> on_first_;
  std::atomic<int> received_{0};
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace hrp::cli
