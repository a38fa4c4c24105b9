#pragma once
// The binary form of stages (docs/protocol.md): LEB128 numbers. Pure functions; the decoder takes
// any bytes.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/base/stages.hpp"

namespace hrp::cluster {

[[nodiscard]] std::string encodeStages(const base::Stages& stages);
[[nodiscard]] base::Result<base::Stages> decodeStages(std::string_view bytes);

}  // namespace hrp::cluster
