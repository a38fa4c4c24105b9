#pragma once
// JSON that is nearly right, as servers send it that cut texts at 16-bit units or pass bytes of
// another encoding on: what browsers and Go's decoder read of it, and what to say of a text that is
// no JSON at all. For the rare body that the reader refused; pure functions, any thread.

#include <string>
#include <string_view>

namespace hrp::engine {

// Without the mark (U+FEFF in UTF-8) that some servers put in front of a text.
[[nodiscard]] inline std::string_view withoutByteOrderMark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

// `text` with U+FFFD for each escape that is half of a surrogate pair and for each byte that begins
// no valid UTF-8 sequence.
[[nodiscard]] std::string repairedJson(std::string_view text);

// Why the body `text`, repaired, is not read as one JSON value, with the place, counted in bytes
// from 1: "the body is not JSON: unexpected '<' at byte 1", "the body is not JSON: it ends too
// early, behind byte 7", "the number 1e400 at byte 12 of the body is out of range".
[[nodiscard]] std::string jsonProblem(std::string_view text);

}  // namespace hrp::engine
