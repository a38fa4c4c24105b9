#pragma once
// DataText: the text of a testcase that means exactly given bytes. `$` is doubled; white space at
// the ends, which a testcase drops, and bytes that are not UTF-8 are written as
// ${base64_decode("…")}. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace hrp::import {

// Literal pieces and expressions in turn.
class DataText {
 public:
  DataText& literal(std::string_view bytes);
  DataText& expression(std::string_view source);  // "${name}", as it is to stand there
  [[nodiscard]] std::string text() const;

 private:
  struct Piece {
    std::string text;
    bool is_expression = false;
  };
  std::vector<Piece> pieces_;
};

[[nodiscard]] std::string dataText(std::string_view bytes);

// For an argument in double quotes of a function.
[[nodiscard]] std::string quotedArgument(std::string_view bytes);

[[nodiscard]] std::string base64Text(std::string_view bytes);
// Percent-encoded but for letters, digits and -._~; `blank` is what a blank becomes.
[[nodiscard]] std::string percentEncoded(std::string_view bytes, std::string_view blank);
[[nodiscard]] bool isUtf8(std::string_view bytes);

}  // namespace hrp::import
