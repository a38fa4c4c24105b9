#include "hrp/base/machine/thread_cpu.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace hrp::base {
namespace {

// Uses the processor until the thread has used `time` of it.
void work(Duration time) {
  const Duration end = threadCpuTime() + time;
  while (threadCpuTime() < end) {
  }
}

TEST(ThreadCpuTest, CountsTheCallingThreadAndTheWholeProcess) {
  const Duration thread = threadCpuTime();
  const Duration process = processCpuTime();
  std::thread other([] { work(std::chrono::milliseconds(20)); });
  other.join();
  EXPECT_LT(threadCpuTime() - thread, std::chrono::milliseconds(20));
  EXPECT_GE(processCpuTime() - process, std::chrono::milliseconds(20));
  work(std::chrono::milliseconds(5));
  EXPECT_GE(threadCpuTime() - thread, std::chrono::milliseconds(5));
  EXPECT_GE(usableCores(), 1U);
}

}  // namespace
}  // namespace hrp::base
