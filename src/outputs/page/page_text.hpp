#pragma once
// The page of the report without its data, in pieces of ASCII; the build joins it of the parts in
// web/ (cmake/JoinPage.cmake). Constant; any thread.

#include <string_view>
#include <vector>

namespace hrp::outputs {

[[nodiscard]] const std::vector<std::string_view>& pageBeforeData();
[[nodiscard]] const std::vector<std::string_view>& pageAfterData();

}  // namespace hrp::outputs
