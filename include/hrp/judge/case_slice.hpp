#pragma once
// A single run of testcases as a slice, so that thresholds judge it like any other figures: one row
// for each step that sends something, by type and name, and `Action` for each testcase. Pure.

#include "hrp/stats/case_record.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::judge {

// A request counts with the time of its exchanges, redirects included; a step that sent none with
// its own.
void addCase(const stats::CaseRecord& record_of_case, stats::Slice& slice);

}  // namespace hrp::judge
