#pragma once
// Documents: JSON or YAML text → Value, with errors that name the file, line and column.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::testcase {

// JSON: byte order mark skipped, later duplicate key wins. An object keeps its keys sorted.
[[nodiscard]] base::Result<expression::Value> parseJsonDocument(std::string_view text,
                                                                const std::string& file);
// YAML as yaml.v3 reads it (section 1 of the semantics): `yes` stays text, 0x1F is 31, only the
// first document, duplicate keys are an error.
[[nodiscard]] base::Result<expression::Value> parseYamlDocument(std::string_view text,
                                                                const std::string& file);
// By the file's extension (.json, .yaml, .yml).
[[nodiscard]] base::Result<expression::Value> parseDocument(std::string_view text,
                                                            const std::string& file);

}  // namespace hrp::testcase
