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

// As nohup leaves it: what outlives its terminal is not to end with it.
bool ignoresHangUp() {
  struct sigaction action {};
  return ::sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t watchedSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  if (!ignoresHangUp()) sigaddset(&signals, SIGHUP);
  sigaddset(&signals, kWakeSignal);
  return signals;
}

}  // namespace

void ignoreWriteSignals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

SignalWatcher::SignalWatcher(std::vector<std::function<void(int)>> steps)
    : steps_(std::move(steps)) {
  const sigset_t signals = watchedSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::thread([this] { watch(); });
}

SignalWatcher::~SignalWatcher() {
  closing_ = true;
  pthread_kill(thread_.native_handle(), kWakeSignal);
  thread_.join();
}

void SignalWatcher::watch() {
  const sigset_t signals = watchedSignals();
  auto step = steps_.begin();
  while (!closing_) {
    int number = 0;
    if (sigwait(&signals, &number) != 0 || number == kWakeSignal) continue;
    if (step == steps_.end()) ::_exit(static_cast<int>(base::ExitCode::kInterrupted));
    if (received_ == 0) received_ = number;
    (*step)(number);
    ++step;
  }
}

}  // namespace hrp::cli
