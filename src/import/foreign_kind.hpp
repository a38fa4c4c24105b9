#pragma once
// ForeignKind: files that are no source of a testcase, by what they are, with what to do instead.
// Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

#include "hrp/import/convert.hpp"

namespace hrp::import {

struct ForeignKind {
  std::string name;  // "a JMeter plan cannot be converted"
  std::string cure;
};

[[nodiscard]] ForeignKind emptyKind();
// By the bytes: packed, binary.
[[nodiscard]] std::optional<ForeignKind> foreignBytes(std::string_view text);
// Of a text that is no document: XML, a script of another tool.
[[nodiscard]] std::optional<ForeignKind> foreignText(std::string_view text);
// Of a JSON or YAML document that no reader takes.
[[nodiscard]] ForeignKind foreignDocument(const OrderedValue& document);

}  // namespace hrp::import
