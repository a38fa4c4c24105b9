#include "cli/signal_watcher.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <utility>

#include "hrp/base/exit_code.hpp"

namespace hrp::cli {
namespace {

// SIGUSR2 only wakes the watching thread so that it can be joined.
constexpr int kWakeSignal = SIGUSR2;

sigset_t watchedSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, kWakeSignal);
  return signals;
}

}  // namespace

SignalWatcher::SignalWatcher(std::function<void(int)> on_first) : on_first_(std::move(on_first)) {
  const sigset_t signals = watchedSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A peer that closes its connection must not end the process.
  ::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread([this] { watch(); });
}

SignalWatcher::~SignalWatcher() {
  closing_ = true;
  pthread_kill(thread_.native_handle(), kWakeSignal);
  thread_.join();
}

void SignalWatcher::watch() {
  const sigset_t signals = watchedSignals();
  while (!closing_) {
    int number = 0;
    if (sigwait(&signals, &number) != 0 || number == kWakeSignal) continue;
    if (received_ != 0) ::_exit(static_cast<int>(base::ExitCode::kInterrupted));
    received_ = number;
    on_first_(number);
  }
}

}  // namespace hrp::cli
