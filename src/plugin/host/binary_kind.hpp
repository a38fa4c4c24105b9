#pragma once
// For which system and processor a compiled file was made: the heads of ELF (gabi 4.1), Mach-O and
// PE. Pure; reads a few dozen bytes, bounded by what there is.

#include <optional>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::plugin {

struct BinaryKind {
  std::string system;     // "Linux", "macOS", "Windows", …
  std::string processor;  // "x86-64", "arm64", …; "ELF machine 999" for one without a name here
  [[nodiscard]] bool operator==(const BinaryKind&) const = default;
};

// Nothing for what is none of the three formats.
[[nodiscard]] std::optional<BinaryKind> binaryKindOf(std::string_view bytes);

[[nodiscard]] BinaryKind ownBinaryKind();  // of this program

// kFunction with both kinds when `file` was made for another system or processor, or for none.
// `script`: a file that begins with "#!" will do too.
[[nodiscard]] base::Result<> checkRunsHere(std::string_view bytes, const std::string& file,
                                           bool script = false);

}  // namespace hrp::plugin
