#pragma once
// HTML text: what records hold, escaped for the report. Pure; any thread.

#include <string>
#include <string_view>

namespace hrp::outputs {

// For text and for attribute values in double quotes: markup is escaped, bytes that are not UTF-8
// and control characters that HTML does not allow are written as \xNN.
[[nodiscard]] std::string htmlText(std::string_view text);

}  // namespace hrp::outputs
