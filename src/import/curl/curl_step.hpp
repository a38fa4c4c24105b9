#pragma once
// CurlStep: a transfer of curl as the step of a testcase that sends the same. Pure but for what the
// command reads.

#include <string>
#include <vector>

#include "import/curl/curl_command.hpp"
#include "import/curl/curl_input.hpp"

namespace hrp::import {

struct CurlStepNeeds {
  CurlInput& input;
  const ReadOptions& options;
  std::vector<std::string>& notes;
};

// `url` is one of the command's, without patterns; `number` tells which, from 0.
[[nodiscard]] base::Result<OrderedValue> makeCurlStep(const CurlCommand& command,
                                                      const ShellWord& url, std::size_t number,
                                                      CurlStepNeeds needs);

}  // namespace hrp::import
