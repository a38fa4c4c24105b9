#pragma once
// What the generator says of itself on the console. Pure functions; the parts are to be joined by
// ", ". Empty: there is nothing to say.

#include <cstdint>
#include <string>
#include <vector>

#include "hrp/stats/slice.hpp"

namespace hrp::outputs {

inline constexpr std::size_t kMaxShownPlaces = 10;

// Lag and processor use over a run.
[[nodiscard]] std::vector<std::string> generatorParts(const stats::Slice& slice);
// "Generator-limited: …" with the places, the most strained first.
[[nodiscard]] std::vector<std::string> limitedParts(const stats::GeneratorFigures& figures);
[[nodiscard]] double percentOf(std::uint64_t part, std::uint64_t whole);

}  // namespace hrp::outputs
