#include "outputs/limit_hints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(LimitHintsTest, OneHintForEachLimitHoweverOftenItWasMet) {
  stats::Slice total;
  stats::Row& a = stats::rowFor(total.rows, {"request-GET", "a"}, true);
  stats::countError(a, base::ErrorKind::kLimit, "no local port left for 127.0.0.1:80", 7);
  stats::countError(a, base::ErrorKind::kLimit, "no local port left for 127.0.0.2:80", 3);
  stats::countError(a, base::ErrorKind::kConnect, "too many open files, says the server", 9);
  stats::Row& b = stats::rowFor(total.rows, {"request-GET", "b"}, true);
  stats::countError(b, base::ErrorKind::kLimit, "too many open files (raise ulimit -n)", 1);
  EXPECT_THAT(limitHints(total),
              ElementsAre(AllOf(StartsWith("Limit met 1 time, too many open files: "),
                                HasSubstr("ulimit -n")),
                          AllOf(StartsWith("Limit met 10 times, no local port left: "),
                                HasSubstr("ip_local_port_range"), HasSubstr("--source-ip"))));
  EXPECT_TRUE(limitHints({}).empty());
}

}  // namespace
}  // namespace hrp::outputs
