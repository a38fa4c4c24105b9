#pragma once
// RunSink: what is written while a run goes on: the run file, a table of its seconds. RunRecorder's
// thread calls it, which may wait for a file; after an error it is not called again in that run.

#include <cstdint>

#include "hrp/base/error.hpp"
#include "hrp/record/run_events.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::record {

class RunSink {
 public:
  virtual ~RunSink() = default;
  // A process may do several runs.
  [[nodiscard]] virtual base::Result<> begin(const RunOrigin& origin) = 0;
  // Figures of a second. They come in rising order, but those that were cut off come later.
  [[nodiscard]] virtual base::Result<> figures(std::uint32_t second, const stats::Slice& slice) = 0;
  // The second is over. Each one of a run once, in rising order.
  [[nodiscard]] virtual base::Result<> moment(std::uint32_t second, const FleetMoment& moment) = 0;
  // Without the figures of the run; again when more figures have come after the end.
  [[nodiscard]] virtual base::Result<> end(const stats::Snapshot& end) = 0;
};

}  // namespace hrp::record
