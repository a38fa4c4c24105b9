#include "outputs/figure_json.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

TEST(FigureJsonTest, TimesAreMilliseconds) {
  stats::Histogram times;
  times.record(100, 99);
  times.record(64'000, 1);
  const auto json = timesJson(times);
  EXPECT_EQ(json["min"], 0.1);
  EXPECT_EQ(json["p50"], 0.1);
  EXPECT_EQ(json["mean"], 0.739);
  EXPECT_EQ(json["max"], 64.0);
  EXPECT_EQ(timesJson({})["p99_9"], 0.0);
}

TEST(FigureJsonTest, PhasesAreOfNewAndOfKeptConnections) {
  stats::ConnectionFigures figures;
  figures.opened = 1;
  figures.full_handshakes = 2;
  figures.kept.total.record(100, 3);
  EXPECT_EQ(connectionsJson(figures).dump(),
            R"({"opened":1,"reused":0,"failed":0,"tls_full_handshakes":2,)"
            R"("tls_resumed_handshakes":0})");
  const auto phases = phasesJson(figures);
  EXPECT_TRUE(phases["new"].empty());
  EXPECT_EQ(phases["kept"]["total"]["count"], 3);
  EXPECT_EQ(phases["kept"]["total"]["max"], 0.1);
}

TEST(FigureJsonTest, StatusCodesAreKeys) {
  stats::Slice slice;
  EXPECT_EQ(statusCodesJson(slice).dump(), "{}");
  stats::countStatus(slice.status_codes, 404, 7);
  EXPECT_EQ(statusCodesJson(slice).dump(), R"({"404":7})");
}

}  // namespace
}  // namespace hrp::outputs
