#pragma once
// JMESPath text → tokens. Pure; any thread may call it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::expression {

struct JmesToken {
  enum class Kind : std::uint8_t {
    kEnd,
    kIdentifier,
    kQuotedIdentifier,
    kLiteral,
    kNumber,
    kDot,
    kStar,
    kFlatten,  // []
    kFilter,   // [?
    kLeftBracket,
    kRightBracket,
    kLeftBrace,
    kRightBrace,
    kLeftParen,
    kRightParen,
    kComma,
    kColon,
    kCurrent,
    kExpressionRef,
    kPipe,
    kOr,
    kAnd,
    kNot,
    kEq,
    kNe,
    kLt,
    kLe,
    kGt,
    kGe,
  };
  Kind kind = Kind::kEnd;
  std::size_t offset = 0;
  std::string text;         // of an identifier; else as written, for messages
  Value literal;            // of a literal
  std::int64_t number = 0;  // of a number
};

// The last token is kEnd.
[[nodiscard]] base::Result<std::vector<JmesToken>> tokenizeJmesPath(std::string_view text);

// A kParse error that names the column, in characters from 1.
[[nodiscard]] base::Error jmesPathError(std::string_view text, std::size_t offset,
                                        const std::string& problem);

}  // namespace hrp::expression
