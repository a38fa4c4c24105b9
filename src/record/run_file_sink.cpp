#include "hrp/record/run_file_sink.hpp"

#include <utility>

namespace hrp::record {

base::Result<> RunFileSink::begin(const RunOrigin& origin) {
  waiting_.clear();
  if (auto begun = stream_.begin(); !begun) return begun;
  return stream_.append(writer_.begin(origin));
}

base::Result<> RunFileSink::figures(std::uint32_t second, const stats::Slice& slice) {
  if (!slice.empty()) waiting_ += writer_.figures(second, slice);
  return {};
}

base::Result<> RunFileSink::moment(std::uint32_t second, const FleetMoment& moment) {
  return stream_.append(std::exchange(waiting_, "") + writer_.moment(second, moment));
}

base::Result<> RunFileSink::end(const stats::Snapshot& end) {
  return stream_.append(std::exchange(waiting_, "") + writer_.end(end));
}

}  // namespace hrp::record
