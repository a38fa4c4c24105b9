#pragma once
// Plain YAML scalars as yaml.v3 (the Go library) resolves them: YAML 1.2 core with 1.1 integers
// (0b1, 010, 1_000) and timestamps. Pure; any thread.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::testcase {

// .inf and .nan have no JSON value: kParse.
[[nodiscard]] base::Result<expression::Value> resolvePlainScalar(const std::string& text);

}  // namespace hrp::testcase
