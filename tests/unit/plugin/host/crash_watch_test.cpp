#include "plugin/host/crash_watch.hpp"

#include <gtest/gtest.h>

namespace hrp::plugin {
namespace {

using std::chrono::seconds;

TEST(CrashWatch, FiveWithinAMinuteAreTooMany) {
  CrashWatch watch;
  const base::TimePoint start{seconds(1000)};
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(watch.crashed(start + seconds(10 * i)));
  EXPECT_TRUE(watch.crashed(start + seconds(59)));
}

TEST(CrashWatch, OldOnesDoNotCount) {
  CrashWatch watch;
  base::TimePoint now{seconds(1000)};
  for (int i = 0; i < 20; ++i, now += seconds(15)) EXPECT_FALSE(watch.crashed(now)) << i;
  EXPECT_FALSE(watch.crashed(now));
  EXPECT_TRUE(watch.crashed(now + seconds(1)));
}

}  // namespace
}  // namespace hrp::plugin
