#pragma once
// FunctionWait: what a user keeps while it waits for the answer of a custom function.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/functions/replay.hpp"
#include "hrp/base/clock.hpp"

namespace hrp::engine {

struct FunctionWait {
  // What is evaluated again when the answer is there.
  enum class Resume : std::uint8_t {
    kIteration,  // config variables and parameters
    kOperation,  // a step's variables, its request and its setup hooks
    kOutcome,    // what came of the step: teardown hooks, extract and validate
  };
  Resume resume = Resume::kOperation;
  Replay::Log log;
  std::string function;
  std::uint64_t ticket = 0;
  base::TimePoint called{};
  std::optional<std::uint64_t> parameter_row;  // of kIteration
};

}  // namespace hrp::engine
