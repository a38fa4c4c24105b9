#pragma once
// The text of stages, as users write them: "30s:100,2m:1000,30s:0".

#include <cstdint>
#include <string>

#include "hrp/base/error.hpp"
#include "hrp/base/stages.hpp"

namespace hrp::runner {

inline constexpr std::size_t kMaxStages = 1'000;

// "LENGTH:TARGET,LENGTH:TARGET…"; lengths as in --run-time, targets are whole numbers from 0 to
// `most`. Errors name the stage.
[[nodiscard]] base::Result<base::Stages> parseStages(const std::string& text, std::int64_t most);

}  // namespace hrp::runner
