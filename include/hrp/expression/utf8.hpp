#pragma once
// UTF-8 by code points. A byte that begins no valid sequence stands for itself. Pure; any thread.

#include <cstddef>
#include <string_view>

namespace hrp::expression {

// Bytes of the first character; 0 only for empty text.
[[nodiscard]] std::size_t characterLength(std::string_view text);
[[nodiscard]] std::size_t characterCount(std::string_view text);
// Takes the first character off; `text` must not be empty.
[[nodiscard]] char32_t takeCharacter(std::string_view& text);
[[nodiscard]] bool isValidUtf8(std::string_view text);

}  // namespace hrp::expression
