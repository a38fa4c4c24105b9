#include "hrp/outputs/metric_linger.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

using std::chrono::seconds;

TEST(MetricLingerTest, ReadsATimeKeepAndNothing) {
  EXPECT_EQ(parseLinger("90s").value(), Linger(seconds(90)));
  EXPECT_EQ(parseLinger("2m").value(), Linger(seconds(120)));
  EXPECT_EQ(parseLinger("0").value(), Linger(seconds(0)));
  EXPECT_EQ(parseLinger("").value(), Linger(kDefaultLinger));
  EXPECT_EQ(parseLinger("keep").value(), Linger());
}

TEST(MetricLingerTest, ErrorsShowTheTextAndTheCure) {
  for (const char* text : {"soon", "-1s", "20000h"}) {
    const auto linger = parseLinger(text);
    ASSERT_FALSE(linger.has_value()) << text;
    EXPECT_EQ(linger.error().message,
              "\"" + std::string(text) + "\" is not a time of up to a year");
    EXPECT_NE(linger.error().hint.find("keep"), std::string::npos);
  }
}

}  // namespace
}  // namespace hrp::outputs
