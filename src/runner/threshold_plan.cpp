#include "hrp/runner/threshold_plan.hpp"

#include <string_view>
#include <utility>

#include "hrp/expression/value.hpp"

namespace hrp::runner {
namespace {

using base::fail;
using base::Result;
using judge::KnownRow;
using testcase::Operation;

struct RowKind {
  std::string type;
  bool in_total = true;
};

// As the engine names the rows: steps inside a referenced testcase have plainer types.
RowKind requestKind(const Operation& operation, const std::string& row_type,
                    std::string_view plain) {
  const bool child = !operation.name_prefix.empty() && row_type.starts_with(plain);
  return {child ? std::string(plain) : row_type};
}

// The name of the operation itself, as far as it is known.
KnownRow stepRow(const Operation& operation, const RowKind& kind, const std::string& suffix = {}) {
  const expression::Template& name = operation.name;
  if (!name.isConstant()) {
    return judge::variableRow(kind.type, operation.name_prefix + name.source(), kind.in_total);
  }
  const std::string text = operation.name_prefix + expression::toText(name.constant());
  KnownRow row = judge::constantRow(kind.type, text, kind.in_total);
  row.pattern += suffix;
  row.constant = suffix.empty();
  return row;
}

void addRows(const Operation& operation, judge::KnownRows& rows) {
  using testcase::stepIf;
  if (operation.closes) return;
  if (const auto* request = stepIf<testcase::RequestStep>(operation)) {
    rows.push_back(stepRow(operation, requestKind(operation, request->row_type, "request")));
  } else if (const auto* socket = stepIf<testcase::WebSocketStep>(operation)) {
    rows.push_back(stepRow(operation, requestKind(operation, socket->row_type, "websocket")));
  } else if (const auto* transaction = stepIf<testcase::TransactionStep>(operation)) {
    const std::string type(stats::kTransactionType);
    rows.push_back(judge::constantRow(type, transaction->name, false));
  } else if (const auto* call = stepIf<testcase::CallStep>(operation)) {
    rows.push_back(judge::constantRow("testcase", call->row_name, false));
  } else if (stepIf<testcase::ThinkTimeStep>(operation) != nullptr) {
    rows.push_back(stepRow(operation, {"thinktime", false}));
  } else if (stepIf<testcase::RendezvousStep>(operation) != nullptr) {
    rows.push_back(stepRow(operation, {"rendezvous", false}));
  } else {
    rows.push_back(stepRow(operation, {"step"}));  // of a kind that is not known here
  }
}

KnownRow actionRow() {
  return judge::constantRow(std::string(stats::kTransactionType), std::string(stats::kActionName),
                            false);
}

Result<judge::Thresholds> ownOf(const testcase::Program& program, const judge::KnownRows& rows) {
  auto thresholds = judge::parseThresholds(program.thresholds, "config.thresholds");
  if (!thresholds) return fail(thresholds.error().within(program.file));
  for (judge::Threshold& threshold : *thresholds) {
    if (const auto bound = judge::bindThreshold(threshold, rows); !bound) {
      base::Error error = bound.error().within(program.file);
      error.code = base::ErrorCode::kInvalidArgument;  // of the testcase, not of a flag
      return fail(std::move(error));
    }
  }
  return thresholds;
}

}  // namespace

Result<ThresholdGround> thresholdGroundOf(const testcase::Workload& workload) {
  ThresholdGround ground;
  for (const auto& program : workload.programs) {
    for (const Operation& operation : program->operations) addRows(operation, ground.rows);
  }
  ground.rows.push_back(actionRow());
  for (const auto& program : workload.programs) {
    const auto own = ownOf(*program, ground.rows);
    if (!own) return fail(own.error());
    judge::join(ground.own, *own);
  }
  return ground;
}

Result<> planThresholds(RunProfile& profile, const ThresholdGround& ground) {
  judge::Thresholds thresholds = profile.thresholds;
  for (judge::Threshold& threshold : thresholds) {
    if (auto bound = judge::bindThreshold(threshold, ground.rows); !bound) return bound;
  }
  judge::join(thresholds, ground.own);
  if (thresholds.size() > judge::kMaxThresholds) {
    return fail(base::ErrorCode::kLimit, "a run has at most 100 thresholds");
  }
  profile.thresholds = std::move(thresholds);
  return {};
}

judge::KnownRows rowsOfSingleRun(const testcase::Program& program) {
  judge::KnownRows rows;
  for (const Operation& operation : program.operations) {
    const std::string repeated = operation.loops > 1 ? "_loop_*" : "";
    if (const auto* request = testcase::stepIf<testcase::RequestStep>(operation)) {
      const std::string type = request->row_type == "api" ? "api" : "request";
      rows.push_back(stepRow(operation, {type}, repeated));
    } else if (testcase::stepIf<testcase::WebSocketStep>(operation) != nullptr) {
      rows.push_back(stepRow(operation, {"websocket"}, repeated));
    }
  }
  rows.push_back(actionRow());
  return rows;
}

}  // namespace hrp::runner
