#pragma once
// FunctionWait: what a user keeps while it waits for the answer of a custom function.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/functions/replay.hpp"
#include "engine/responses/response_reader.hpp"
#include "engine/responses/stored_response.hpp"
#include "hrp/expression/template.hpp"
#include "hrp/stats/recorder.hpp"

namespace hrp::engine {

struct FunctionWait {
  // What is evaluated again when the answer is there.
  enum class Resume : std::uint8_t {
    kIteration,  // config variables and parameters
    kOperation,  // a step's variables, its request and its setup hooks
    kResponse,   // teardown hooks, extract and validate
  };
  Resume resume = Resume::kOperation;
  Replay::Log log;
  std::string function;
  std::uint64_t ticket = 0;
  base::TimePoint called{};
  std::optional<std::uint64_t> parameter_row;  // of kIteration
  // Of kResponse: what is judged, its measurements, and the variables as they were before.
  std::optional<StoredResponse> response;
  ResponseReader::Shape shape = ResponseReader::Shape::kHttp;
  stats::Sample sample;
  std::vector<std::pair<expression::Slot, expression::Value>> before;
};

}  // namespace hrp::engine
