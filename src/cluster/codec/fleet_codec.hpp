#pragma once
// The binary form of claims and grants (docs/protocol.md): LEB128 numbers. Pure functions; the
// decoders take any bytes and return an Error that names the field.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/runner/row_lease.hpp"

namespace hrp::cluster {

[[nodiscard]] std::string encodeClaim(const runner::FleetClaim& claim);
[[nodiscard]] base::Result<runner::FleetClaim> decodeClaim(std::string_view bytes);

[[nodiscard]] std::string encodeGrant(const runner::FleetGrant& grant);
[[nodiscard]] base::Result<runner::FleetGrant> decodeGrant(std::string_view bytes);

}  // namespace hrp::cluster
