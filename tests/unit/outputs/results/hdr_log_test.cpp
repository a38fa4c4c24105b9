#include "hrp/outputs/hdr_log.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "hrp/base/base64.hpp"
#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::outputs {
namespace {

stats::Histogram measured() {
  stats::Histogram times;
  times.record(1, 3);
  times.record(100, 2);
  times.record(5'000, 70);
  times.record(250'000);
  return times;
}

std::string inflated(const std::string& encoded) {
  std::string plain(100'000, '\0');
  uLongf size = plain.size();
  EXPECT_EQ(::uncompress(reinterpret_cast<Bytef*>(plain.data()), &size,
                         reinterpret_cast<const Bytef*>(encoded.data() + 8), encoded.size() - 8),
            Z_OK);
  plain.resize(size);
  return plain;
}

// What the Python library hdrhistogram 0.10.8 encodes for the same values.
TEST(HdrLog, EncodesAsHdrHistogramDoes) {
  const auto reference =
      base::base64Decoded("HISTFAAAACp4nJNpmSzMwMDAwwABTFCaEYj5/wOB/QeoANthRpa3XD2Ma7mZAMiQCZ0=");
  const std::string encoded = hdrEncoded(measured());
  EXPECT_EQ(encoded.substr(0, 4), reference->substr(0, 4));
  EXPECT_EQ(inflated(encoded), inflated(*reference));
}

TEST(HdrLog, ManyValuesAndHighOnesAreEncoded) {
  stats::Histogram times;
  times.record(7, 5'000'000'000'000);
  times.record(stats::Histogram::kMaxTrackable * 2);
  EXPECT_GT(inflated(hdrEncoded(times)).size(), 40U);
  EXPECT_EQ(inflated(hdrEncoded({})).size(), 40U);
}

TEST(HdrLog, ALineHasItsTagIntervalAndMaximum) {
  const std::string line = hdrLogLine(3, hdrLogTag({"request-GET", "a b,c\n"}), measured());
  EXPECT_TRUE(line.starts_with("Tag=request-GET_a_b_c_,3.000,1.000,250.000,HISTFAAAA")) << line;
  EXPECT_TRUE(hdrLogHeader(base::WallTime(std::chrono::milliseconds(1'500)))
                  .starts_with("#[Histogram log format version 1.3]\n#[StartTime: 1.500 (seconds "
                               "since epoch), 1970-01-01T00:00:01.500Z]\n"));
}

TEST(HdrLog, TheSinkWritesEachRowOfASecond) {
  const testing::TempFolder temp;
  HdrLogSink sink(temp.file("log"));
  ASSERT_TRUE(sink.begin({}));
  stats::Slice slice;
  stats::rowFor(slice.rows, {"request-GET", "/"}, true).latency.passed = measured();
  stats::rowFor(slice.rows, {"transaction", "Action"}, false).latency.passed = measured();
  ASSERT_TRUE(sink.figures(4, slice));
  ASSERT_TRUE(sink.moment(4, {}));
  ASSERT_TRUE(sink.end({}));
  const std::string text = base::readFile(temp.file("log")).value();
  EXPECT_NE(text.find("\n4.000,1.000,250.000,"), std::string::npos) << text;
  EXPECT_NE(text.find("\nTag=request-GET_/,4.000,"), std::string::npos) << text;
  EXPECT_NE(text.find("\nTag=transaction_Action,4.000,"), std::string::npos) << text;
}

}  // namespace
}  // namespace hrp::outputs
