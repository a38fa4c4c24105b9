#pragma once
// The converters behind convertDocument(), one for each kind of source. Pure but for `files`.

#include <string>
#include <string_view>

#include "hrp/import/convert.hpp"

namespace hrp::import {

// Text with one or more curl commands; each becomes a step (one for each of its URLs).
[[nodiscard]] base::Result<Converted> convertCurlText(std::string_view text,
                                                      const std::string& file, FileSource& files);

// `document` is the parsed HAR: one step for each request over http or https.
[[nodiscard]] base::Result<Converted> convertHar(const OrderedValue& document,
                                                 const std::string& file);

[[nodiscard]] base::Result<Converted> convertPostman(const OrderedValue& document,
                                                     const std::string& file, FileSource& files);

// YAML text of a document (testcase_writer.cpp writes both formats with it).
[[nodiscard]] std::string writeYaml(const OrderedValue& document);

}  // namespace hrp::import
