#pragma once
// A thread that no signal of the process is given to: SIGINT and SIGTERM end hrp in order only on
// the thread that waits for them, which may start later than others.

#include <signal.h>

#include <thread>
#include <utility>

namespace hrp::base {

template <class Run>
[[nodiscard]] std::thread quietThread(Run run) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  // What is wrong in the thread itself has to be seen by it.
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) {
    ::sigdelset(&all, number);
  }
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  std::thread thread(std::move(run));  // inherits the mask
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace hrp::base
