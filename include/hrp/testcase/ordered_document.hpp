#pragma once
// OrderedDocument: JSON and YAML documents with the values of the testcase reader (exact numbers,
// text maps as written) and the keys in the order of the file: for what is written out again.
//
// Pure; any thread. The bounds and the errors are those of the testcase reader.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::testcase {

// A document that keeps the order of its keys.
using OrderedValue = nlohmann::ordered_json;

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{64} << 20;

[[nodiscard]] base::Result<OrderedValue> readOrderedJson(std::string_view text,
                                                         const std::string& file);
[[nodiscard]] base::Result<OrderedValue> readOrderedYaml(std::string_view text,
                                                         const std::string& file);

}  // namespace hrp::testcase
