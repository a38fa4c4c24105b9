#include "cli/signal_watcher.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <future>

#include "hrp/base/exit_code.hpp"

namespace hrp::cli {
namespace {

TEST(SignalWatcherTest, TellsTheFirstSignal) {
  std::promise<int> told;
  SignalWatcher watcher({[&told](int number) { told.set_value(number); }});
  EXPECT_EQ(watcher.received(), 0);
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(told.get_future().get(), SIGTERM);
  EXPECT_EQ(watcher.received(), SIGTERM);
}

TEST(SignalWatcherTest, TellsThatTheTerminalIsGone) {
  std::promise<int> told;
  SignalWatcher watcher({[&told](int number) { told.set_value(number); }});
  ::kill(::getpid(), SIGHUP);
  EXPECT_EQ(told.get_future().get(), SIGHUP);
}

TEST(SignalWatcherTest, UnderNohupItIsIgnoredStill) {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  std::promise<int> told;
  {
    SignalWatcher watcher({[&told](int number) { told.set_value(number); }});
    ::kill(::getpid(), SIGHUP);
    ::kill(::getpid(), SIGTERM);
    EXPECT_EQ(told.get_future().get(), SIGTERM);
  }
  ::signal(SIGHUP, SIG_IGN);  // forgets one that waits because a watcher has blocked it
  ::signal(SIGHUP, before);
}

TEST(SignalWatcherTest, EndsWithoutASignal) {
  const SignalWatcher watcher({[](int) { FAIL() << "no signal was sent"; }});
  EXPECT_EQ(watcher.received(), 0);
}

TEST(SignalWatcherDeathTest, ASignalAfterTheLastStepEndsTheProcess) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto three_times = [] {
    std::promise<void> first;
    std::promise<void> second;
    SignalWatcher watcher(
        {[&first](int) { first.set_value(); }, [&second](int) { second.set_value(); }});
    for (std::promise<void>* step : {&first, &second}) {
      ::kill(::getpid(), SIGINT);
      step->get_future().wait();
    }
    ::kill(::getpid(), SIGINT);
    std::promise<void>().get_future().wait();  // for ever: only the signal ends this process
  };
  EXPECT_EXIT(three_times(),
              ::testing::ExitedWithCode(static_cast<int>(base::ExitCode::kInterrupted)), "");
}

}  // namespace
}  // namespace hrp::cli
