#pragma once
// AnsiEscapes: the escapes of bash's $'…'. Pure; any thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace hrp::import {

// Appends what the escape behind a backslash means; `at` is that of the character behind the
// backslash. Gives where the text goes on. Two \u escapes of one character (as browsers write those
// beyond 16 bits) are one.
[[nodiscard]] std::size_t appendAnsiEscape(std::string_view text, std::size_t at, std::string& out);

// UTF-8 of a code point; what is none becomes U+FFFD.
void appendUtf8(std::string& out, char32_t code);

}  // namespace hrp::import
