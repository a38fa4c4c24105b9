#pragma once
// RunFileWriter: makes the bytes of a run file (docs/run-file.md) while the run goes on. Each call
// gives whole blocks to append; a file that is cut off behind any of them can be read. Pure: no
// clock, no file. One owner, one thread. Its memory is bounded by the number of different texts.

#include <cstdint>
#include <memory>
#include <string>

#include "hrp/record/run_events.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::record {

class RunFileWriter {
 public:
  RunFileWriter();
  ~RunFileWriter();
  RunFileWriter(const RunFileWriter&) = delete;
  RunFileWriter& operator=(const RunFileWriter&) = delete;

  // Of a new file.
  [[nodiscard]] std::string begin(const RunOrigin& origin);
  // What was counted of a second since the last call with it; a reader adds all of a second.
  [[nodiscard]] std::string figures(std::uint32_t second, const stats::Slice& slice);
  // How the fleet was at the end of a second.
  [[nodiscard]] std::string moment(std::uint32_t second, const FleetMoment& moment);
  // The last one counts: figures that come after the end are followed by another.
  [[nodiscard]] std::string end(const stats::Snapshot& snapshot);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hrp::record
