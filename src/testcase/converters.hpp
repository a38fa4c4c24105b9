#pragma once
// The converters behind convertDocument(), one for each kind of source. Pure but for `files`.

#include <string>
#include <string_view>

#include "hrp/testcase/convert.hpp"

namespace hrp::testcase {

// Text with one or more curl commands; each becomes a step (one for each of its URLs).
[[nodiscard]] base::Result<Converted> convertCurlText(std::string_view text,
                                                      const std::string& file, FileSource& files);

// `document` is the parsed HAR: one step for each request over http or https.
[[nodiscard]] base::Result<Converted> convertHar(const OrderedValue& document,
                                                 const std::string& file);

[[nodiscard]] base::Result<Converted> convertPostman(const OrderedValue& document,
                                                     const std::string& file, FileSource& files);

// The document with the values of the testcase reader (exact numbers, text maps as written) and the
// keys in the order of the file.
[[nodiscard]] base::Result<OrderedValue> readOrderedJson(std::string_view text,
                                                         const std::string& file);
[[nodiscard]] base::Result<OrderedValue> readOrderedYaml(std::string_view text,
                                                         const std::string& file);

// YAML text of a document (testcase_writer.cpp writes both formats with it).
[[nodiscard]] std::string writeYaml(const OrderedValue& document);

}  // namespace hrp::testcase
