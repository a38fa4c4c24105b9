#pragma once
// CaseOutput: something that shows or stores what one run of testcases did, step by step (the trace
// of `hrp run`, its summary file, its report). The thread that runs the testcases calls every
// method, never concurrently, in this order: for each case started, its steps as they end, ended;
// and once, at the very end, onRunEnded. The records live for the call only.

#include "hrp/stats/case_record.hpp"

namespace hrp::outputs {

class CaseOutput {
 public:
  virtual ~CaseOutput() = default;
  // The record holds the names, the place and the start; no steps yet.
  virtual void onCaseStarted(const stats::CaseRecord& record) = 0;
  // `step` is whole; the case holds it and those before it, or does not hold it yet.
  virtual void onStepEnded(const stats::CaseRecord& record, const stats::StepRecord& step) = 0;
  // The whole case, also one that failed or was interrupted.
  virtual void onCaseEnded(const stats::CaseRecord& record) = 0;
  // `success`: every case held.
  virtual void onRunEnded(bool success) = 0;
};

}  // namespace hrp::outputs
