#pragma once
// The thresholds of a run: those that it is asked for and those of its testcases, each bound to the
// rows that it looks at. Pure; used before a run by whoever loads its testcases, alone and on the
// master. Workers judge nothing.

#include "hrp/base/error.hpp"
#include "hrp/judge/known_rows.hpp"
#include "hrp/runner/profile.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::runner {

// What testcases say: the rows that they can have under load, and their `config.thresholds`, bound.
struct ThresholdGround {
  judge::KnownRows rows;
  judge::Thresholds own;
};

// kInvalidArgument: names the testcase and the field of a threshold that cannot be used.
[[nodiscard]] base::Result<ThresholdGround> thresholdGroundOf(const testcase::Workload& workload);

// Binds the profile's thresholds and adds those of the testcases. kBadSetting: a row that no
// testcase has; kLimit: more than kMaxThresholds.
[[nodiscard]] base::Result<> planThresholds(RunProfile& profile, const ThresholdGround& ground);

// The rows of one testcase that is run once, with the types of its records.
[[nodiscard]] judge::KnownRows rowsOfSingleRun(const testcase::Program& program);

}  // namespace hrp::runner
