#pragma once
// Numbers of a Value are int64, uint64 or double; these helpers treat them as one kind, exactly.
// Pure; any thread may call them.

#include <compare>
#include <cstdint>
#include <optional>

#include "hrp/expression/value.hpp"

namespace hrp::expression {

// Both must be numbers. Unordered only for NaN.
[[nodiscard]] std::partial_ordering compareNumbers(const Value& left, const Value& right);

// A number cut to an integer; empty when it does not fit 64 bits with sign.
[[nodiscard]] std::optional<std::int64_t> truncatedInteger(const Value& number);

[[nodiscard]] bool isWhole(double number);

// An integer when the number is whole and fits 64 bits, else the double.
[[nodiscard]] Value integerIfWhole(double number);

}  // namespace hrp::expression
