#pragma once
// A log of interval histograms as the tools of HdrHistogram read it: "Histogram log format version
// 1.3" of HistogramLogWriter with histograms in the V2 encoding, deflated and in base64 (G. Tene,
// HdrHistogram 2.1.12, AbstractHistogram.encodeIntoCompressedByteBuffer). An interval a second: all
// rows of the total without a tag, and each row under a tag, "request-GET_/home". Values are µs
// (recorded with two significant digits, which is finer than what hrp keeps); the column of the
// interval's maximum is in ms.
//
// Pure, apart from the sink.

#include <map>
#include <string>

#include "hrp/base/files/output_stream.hpp"
#include "hrp/record/run_sink.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::outputs {

[[nodiscard]] std::string hdrLogHeader(base::WallTime started_at);
[[nodiscard]] std::string hdrLogLine(std::uint32_t second, const std::string& tag,
                                     const stats::Histogram& times);
// "type_name" without what a tag may not have: blanks, commas and line ends become "_".
[[nodiscard]] std::string hdrLogTag(const stats::RowKey& key);
// The histogram, before base64.
[[nodiscard]] std::string hdrEncoded(const stats::Histogram& times);

class HdrLogSink final : public record::RunSink {
 public:
  explicit HdrLogSink(std::string path) : stream_(std::move(path)) {}

  [[nodiscard]] base::Result<> begin(const record::RunOrigin& origin) override;
  // Late figures are lines of their own, of their second.
  [[nodiscard]] base::Result<> figures(std::uint32_t second, const stats::Slice& slice) override;
  [[nodiscard]] base::Result<> moment(std::uint32_t second,
                                      const record::FleetMoment& moment) override;
  [[nodiscard]] base::Result<> end(const stats::Snapshot& end) override;

 private:
  base::OutputStream stream_;
};

}  // namespace hrp::outputs
