#include "hrp/judge/case_slice.hpp"

#include <string>

#include "hrp/base/microseconds.hpp"

namespace hrp::judge {
namespace {

void record(stats::Row& row, base::Duration time, bool success) {
  (success ? row.latency.passed : row.latency.failed).record(base::microseconds(time));
}

base::Duration timeOf(const stats::StepRecord& step) {
  base::Duration time{};
  for (const stats::ExchangeRecord& exchange : step.exchanges) time += exchange.times.total;
  return step.exchanges.empty() ? step.elapsed : time;
}

}  // namespace

void addCase(const stats::CaseRecord& record_of_case, stats::Slice& slice) {
  for (const stats::StepRecord& step : record_of_case.steps) {
    const bool sends = step.type == "request" || step.type == "api" || step.type == "websocket";
    if (!sends) continue;
    stats::Row& row = stats::rowFor(slice.rows, {step.type, step.name}, true);
    if (step.error_kind == base::ErrorKind::kAborted) {
      ++row.aborted;
    } else {
      record(row, timeOf(step), step.success);
    }
  }
  const stats::RowKey action{std::string(stats::kTransactionType), std::string(stats::kActionName)};
  record(stats::rowFor(slice.rows, action, false), record_of_case.elapsed, record_of_case.success);
  ++(record_of_case.success ? slice.transactions_passed : slice.transactions_failed);
  ++slice.iterations;
}

}  // namespace hrp::judge
