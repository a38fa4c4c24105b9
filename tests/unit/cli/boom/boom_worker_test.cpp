#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>

#include <future>

#include "cli/boom/boom_roles.hpp"

namespace hrp::cli {
namespace {

TEST(BoomWorkerTest, LeavesOnASignalAlsoBeforeAMasterCame) {
  BoomOptions options;
  options.worker.enabled = true;
  options.worker.master_port = 9;  // discard: nobody answers there
  options.load.disable_console_output = true;
  // Blocked before any thread starts, so that only the worker's signal thread takes it.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  auto code = std::async(std::launch::async, [&options] { return runWorker(options); });
  ::kill(::getpid(), SIGTERM);
  ASSERT_EQ(code.wait_for(std::chrono::seconds(30)), std::future_status::ready);
  EXPECT_EQ(code.get(), base::ExitCode::kOk);
}

}  // namespace
}  // namespace hrp::cli
