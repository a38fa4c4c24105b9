#pragma once
// Metric settings: what a run's profile says of pushed metrics, in the terms of the output. Pure.

#include <string>

#include "hrp/base/error.hpp"
#include "hrp/outputs/prometheus_output.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::cli {

// `default_host` is what ":9091" means. The error names the key.
[[nodiscard]] base::Result<outputs::PrometheusSettings> prometheusSettingsOf(
    const runner::RunProfile& profile, const std::string& default_host);

// What only the outputs can tell of a profile, so that a start is refused instead of its metrics.
[[nodiscard]] base::Result<> checkMetrics(const runner::RunProfile& profile);

}  // namespace hrp::cli
