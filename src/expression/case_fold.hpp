#pragma once
// Case folding of text for `equal_fold`: ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic;
// other characters are equal only to themselves. Pure; any thread may call it.

#include <string_view>

namespace hrp::expression {

[[nodiscard]] bool equalFold(std::string_view left, std::string_view right);

}  // namespace hrp::expression
