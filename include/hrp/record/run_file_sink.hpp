#pragma once
// RunFileSink: writes the run file of each run (run_file_writer.hpp) to where a flag says.

#include <string>

#include "hrp/base/files/output_stream.hpp"
#include "hrp/record/run_file_writer.hpp"
#include "hrp/record/run_sink.hpp"

namespace hrp::record {

class RunFileSink final : public RunSink {
 public:
  explicit RunFileSink(std::string path) : stream_(std::move(path)) {}

  [[nodiscard]] base::Result<> begin(const RunOrigin& origin) override;
  [[nodiscard]] base::Result<> figures(std::uint32_t second, const stats::Slice& slice) override;
  [[nodiscard]] base::Result<> moment(std::uint32_t second, const FleetMoment& moment) override;
  [[nodiscard]] base::Result<> end(const stats::Snapshot& end) override;

 private:
  base::OutputStream stream_;
  RunFileWriter writer_;
  // Of a second, until it is over: one write for both.
  std::string waiting_;
};

}  // namespace hrp::record
