#include "hrp/base/machine/quiet_thread.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

TEST(QuietThread, TakesNoSignalsOfTheProcessAndLeavesTheOthersAsTheyWere) {
  sigset_t inside;
  quietThread([&inside] { ::pthread_sigmask(SIG_BLOCK, nullptr, &inside); }).join();
  sigset_t here;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &here);
  for (const int number : {SIGINT, SIGTERM, SIGUSR2}) {
    EXPECT_EQ(::sigismember(&inside, number), 1) << number;
    EXPECT_EQ(::sigismember(&here, number), 0) << number;
  }
  EXPECT_EQ(::sigismember(&inside, SIGSEGV), 0);
}

}  // namespace
}  // namespace hrp::base
