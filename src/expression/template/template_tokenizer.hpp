#pragma once
// The syntax of templates: text → literals, variables and calls, without looking at what the names
// mean. Syntax is documented in docs/testcase.md. Pure; any thread may call it.
//
// Tokenizing never fails: what is not a variable or a call is literal text. A `$` is matched only
// where it stands; calls do not nest.

#include <string>
#include <string_view>
#include <vector>

#include "hrp/expression/value.hpp"

namespace hrp::expression {

// Literal text or a variable; an argument is made of these.
struct TextToken {
  bool is_variable = false;
  std::string text;        // of the literal, or the name
  std::size_t offset = 0;  // of the `$` in the text as written
};

struct ArgumentToken {
  bool quoted = false;  // then it is text even if it is one variable or looks like a number
  Value constant;       // what it is when there are no pieces: null or a number
  std::vector<TextToken> pieces;
};

struct TemplateToken {
  enum class Kind : std::uint8_t { kLiteral, kVariable, kCall };
  Kind kind = Kind::kLiteral;
  std::string text;  // of the literal, or the name
  std::size_t offset = 0;
  std::vector<ArgumentToken> arguments;
};

// White space at both ends (Unicode's, as Go's TrimSpace) does not count.
[[nodiscard]] std::vector<TemplateToken> tokenizeTemplate(std::string_view text);

[[nodiscard]] std::string_view trimSpace(std::string_view text);

}  // namespace hrp::expression
