#pragma once
// The content of the blocks that are no figures: the origin and the end of a run as JSON documents,
// whose keys are added and never changed, and the moments of its fleet as numbers. Pure.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/record/run_events.hpp"
#include "record/file/name_table.hpp"

namespace hrp::record {

[[nodiscard]] std::string encodeOrigin(const RunOrigin& origin);
[[nodiscard]] base::Result<RunOrigin> decodeOrigin(std::string_view text);

// All of the snapshot but its figures and its workers.
[[nodiscard]] std::string encodeEnd(const stats::Snapshot& end);
[[nodiscard]] base::Result<stats::Snapshot> decodeEnd(std::string_view text);

[[nodiscard]] std::string encodeMoment(const FleetMoment& moment, NameTable& names);
[[nodiscard]] base::Result<FleetMoment> decodeMoment(std::string_view bytes, const Names& names);

}  // namespace hrp::record
