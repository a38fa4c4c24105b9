#include "engine/users/step_flow.hpp"

#include <algorithm>

#include "hrp/base/assert.hpp"

namespace hrp::engine {

int StepFlow::begin(std::uint32_t operation) {
  if (!frames_.empty() && !frames_.back().running) {
    HRP_ASSERT(frames_.back().operation == operation);
    frames_.back().running = true;
    return ++frames_.back().repetition;
  }
  frames_.push_back(Frame{.operation = operation});
  return 1;
}

StepFlow::Decision StepFlow::end(bool failed) {
  HRP_ASSERT(!frames_.empty() && frames_.back().running);
  Frame& ended = frames_.back();
  ended.failed = ended.failed || failed;
  const testcase::Operation& operation = program_.operations[ended.operation];
  if (ended.repetition < operation.loops) {
    ended.running = false;
    return {Decision::Next::kGoTo, ended.operation};
  }
  const std::uint32_t after = std::max(operation.last, ended.operation) + 1;
  const bool step_failed = ended.failed;
  frames_.pop_back();
  if (!step_failed) return {Decision::Next::kGoTo, after};
  if (!continue_on_failure_) {
    return {frames_.empty() ? Decision::Next::kEndIteration : Decision::Next::kFailCaller, 0};
  }
  if (!frames_.empty()) frames_.back().failed = true;
  return {Decision::Next::kGoTo, after};
}

}  // namespace hrp::engine
