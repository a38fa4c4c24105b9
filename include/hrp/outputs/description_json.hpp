#pragma once
// The document of docs/report-data.md that report and page show, made of a run's description. Pure.

#include <string>

#include "hrp/record/run_description.hpp"

namespace hrp::outputs {

// Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string descriptionJson(const record::RunDescription& description);

}  // namespace hrp::outputs
