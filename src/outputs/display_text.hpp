#pragma once
// Display text: names and error texts of users, made safe for a terminal and measured in columns.
// Pure functions. Input is any bytes; East Asian wide characters count two columns, combining marks
// none (Unicode 15, the blocks that matter; not a full wcwidth).

#include <cstddef>
#include <string>
#include <string_view>

namespace hrp::outputs {

// Valid UTF-8: bytes that are not become "\xNN".
[[nodiscard]] std::string validUtf8(std::string_view text);
// Valid UTF-8 on one line that can not steer a terminal: white space becomes a blank, other control
// characters "\xNN", direction overrides U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);
// Columns that printable text takes.
[[nodiscard]] std::size_t displayWidth(std::string_view text);
// Printable text cut to `columns`, ending in "…" when something was left out.
[[nodiscard]] std::string clipped(std::string_view text, std::size_t columns);
// The path relative to the folder when it is below it, otherwise as it is.
[[nodiscard]] std::string pathBelow(std::string_view path, std::string_view folder);

}  // namespace hrp::outputs
