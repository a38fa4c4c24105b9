#pragma once
// closestName: which of the names that exist somebody meant who wrote another. Pure; for messages
// about unknown fields and names.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hrp::base {

// How many letters have to be added, left out, replaced or swapped with their neighbour to turn one
// into the other, capital letters like small ones (optimal string alignment).
[[nodiscard]] std::size_t editDistance(std::string_view left, std::string_view right);

// The nearest name, if it is near enough to be meant: a third of the letters at most. Of equally
// near ones the first.
[[nodiscard]] std::optional<std::string> closestName(std::string_view written,
                                                     const std::vector<std::string>& names);

}  // namespace hrp::base
