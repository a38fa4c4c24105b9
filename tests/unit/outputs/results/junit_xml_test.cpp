#include <gtest/gtest.h>

#include "hrp/outputs/result_texts.hpp"

namespace hrp::outputs {
namespace {

stats::Snapshot junitRun() {
  stats::Snapshot run;
  run.reason = stats::EndReason::kRunTime;
  auto& row = stats::rowFor(run.total.rows, {"request-GET", "<home>"}, true);
  row.latency.passed.record(1'000, 7);
  row.latency.failed.record(1'000, 3);
  stats::countError(row, base::ErrorKind::kCheck, "\"a\" & b", 3);
  stats::rowFor(run.total.rows, {"request-GET", "fine"}, true).latency.passed.record(5);
  return run;
}

stats::ThresholdFigure threshold(stats::Verdict verdict) {
  stats::ThresholdFigure figure;
  figure.text = "p95 < 300ms";
  figure.verdict = verdict;
  figure.value_text = "412ms";
  figure.broken = {{3, 9}};
  return figure;
}

TEST(JunitXml, WithoutThresholdsARowWithFailuresFails) {
  const std::string xml = junitXml(junitRun());
  EXPECT_NE(xml.find("<testsuites tests=\"1\" failures=\"1\" errors=\"0\""), std::string::npos)
      << xml;
  EXPECT_NE(xml.find("name=\"&lt;home&gt;\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("<failure message=\"3 of 10 failed\">"), std::string::npos) << xml;
  EXPECT_NE(xml.find("&amp; b"), std::string::npos) << xml;
  EXPECT_EQ(xml.find("fine"), std::string::npos);
}

TEST(JunitXml, ThresholdsDecide) {
  stats::Snapshot run = junitRun();
  run.thresholds = {threshold(stats::Verdict::kMet), threshold(stats::Verdict::kNotMet),
                    threshold(stats::Verdict::kUnclear)};
  const std::string xml = junitXml(run);
  EXPECT_NE(xml.find("tests=\"4\" failures=\"1\" errors=\"1\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("<failure message=\"not met: 412ms\">broken from 3s to 9s"), std::string::npos)
      << xml;
  EXPECT_NE(xml.find("<system-out>3 of 10 failed"), std::string::npos) << xml;
}

TEST(JunitXml, ARunThatCouldNotGoOnIsAnError) {
  stats::Snapshot run;
  run.reason = stats::EndReason::kError;
  run.reason_text = "no\x01pe";
  const std::string xml = junitXml(run);
  EXPECT_NE(xml.find("<error message=\"error: no"), std::string::npos) << xml;
  EXPECT_EQ(xml.find('\x01'), std::string::npos) << "a control character is not XML";
}

TEST(JunitXml, HoldsNothingThatXmlCannot) {
  stats::Snapshot run;
  auto& row = stats::rowFor(run.total.rows, {"request-GET", "a\uFFFEb\tc\r\nd\x02"}, true);
  row.latency.failed.record(1'000);
  stats::countError(row, base::ErrorKind::kCheck, "e\uFFFF\uFFFFf\r\xED\xA0\x80", 1);
  const std::string xml = junitXml(run);
  EXPECT_NE(xml.find("name=\"a\uFFFDb&#9;c&#13;&#10;d\\x02\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("e\uFFFD\uFFFDf&#13;\\xed\\xa0\\x80\n"), std::string::npos) << xml;
}

TEST(JunitXml, AGoodRunIsOneCase) {
  stats::Snapshot run;
  run.reason = stats::EndReason::kRunTime;
  EXPECT_NE(junitXml(run).find("tests=\"1\" failures=\"0\" errors=\"0\""), std::string::npos);
}

}  // namespace
}  // namespace hrp::outputs
