#pragma once
// ShellText: the text of a word in which shell variables stand as marks, so that the options of
// curl can be taken apart before it is known what a variable holds. A mark is made of bytes that no
// UTF-8 has. Pure; any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hrp::import {

struct ShellPiece {
  enum class Kind : std::uint8_t { kLiteral, kVariable, kEncodedVariable };
  Kind kind = Kind::kLiteral;
  std::string text;  // the bytes, or the name of the variable
};

[[nodiscard]] std::string shellVariable(std::string_view name);  // the mark
[[nodiscard]] std::vector<ShellPiece> shellPieces(std::string_view text);
[[nodiscard]] bool holdsVariable(std::string_view text);
[[nodiscard]] std::vector<std::string> variablesIn(std::string_view text);

// Percent-encoded; a variable becomes the mark of one that is encoded when it is read.
[[nodiscard]] std::string percentEncodedShell(std::string_view text, std::string_view blank);

// As a testcase writes it: variables as ${ENV(NAME)}, encoded ones as ${url_encode($NAME)}.
[[nodiscard]] std::string testcaseText(std::string_view text);
// Within double quotes of an argument of a function, variables as ${NAME} (calls do not nest).
[[nodiscard]] std::string argumentText(std::string_view text);
// As a person reads it, for messages: variables as $NAME.
[[nodiscard]] std::string shownText(std::string_view text);

}  // namespace hrp::import
