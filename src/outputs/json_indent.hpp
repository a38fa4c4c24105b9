#pragma once
// JSON text made readable: one member a line, two blanks a level. Works on the text, so every digit
// of a number and every escape stays as it was sent. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace hrp::outputs {

// Nothing when the text is not one JSON value.
[[nodiscard]] std::optional<std::string> indentedJson(std::string_view text);

}  // namespace hrp::outputs
