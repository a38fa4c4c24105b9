#pragma once
// What the summary says of a run's connections: opened, reused, failed, handshakes, bytes, and a
// table of the phases of its requests. Pure.

#include <string>
#include <vector>

#include "hrp/stats/slice.hpp"

namespace hrp::outputs {

// One phase of the requests on opened or on kept connections, for every output.
struct PhaseFigure {
  bool kept = false;
  const char* name = "";  // "dns", "connect", "tls", "first_byte", "total"
  const stats::Histogram* times = nullptr;
};
// In the order of a request; those that never happened are left out. Points into `figures`.
[[nodiscard]] std::vector<PhaseFigure> phaseFigures(const stats::ConnectionFigures& figures);

// Sentences to be joined by commas; empty when no connection was asked for.
[[nodiscard]] std::vector<std::string> connectionTexts(const stats::Row& total);
// The table; `width` 0: not limited.
[[nodiscard]] std::vector<std::string> phaseLines(const stats::Row& total, std::size_t width);

}  // namespace hrp::outputs
