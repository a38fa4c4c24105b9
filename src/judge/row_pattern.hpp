#pragma once
// Row patterns: names in which `*` stands for any run of characters; `\*` and `\\` for themselves.
// Capital letters are not small ones. Pure.

#include <string>
#include <string_view>

namespace hrp::judge {

[[nodiscard]] bool matches(std::string_view pattern, std::string_view text);
// Is there a text that both match?
[[nodiscard]] bool canMeet(std::string_view left, std::string_view right);
// The pattern that matches this text alone.
[[nodiscard]] std::string literalPattern(std::string_view text);

}  // namespace hrp::judge
