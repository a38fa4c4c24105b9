#pragma once
// The readers behind convertDocument(), one for each kind of source. Pure but for `files`.

#include <string>
#include <string_view>

#include "hrp/import/convert.hpp"

namespace hrp::import {

struct Source {
  std::string_view text;
  const std::string& file;  // its name, for notes and errors
  FileSource& files;
  const ReadOptions& options;
};

// Text with one or more curl commands; each becomes a step (one for each of its URLs).
[[nodiscard]] base::Result<Converted> convertCurlText(const Source& source);

// "Copy as fetch" of a browser.
[[nodiscard]] bool isFetchText(std::string_view text);
[[nodiscard]] base::Result<Converted> convertFetchText(const Source& source);

// "Copy as PowerShell" of a browser.
[[nodiscard]] bool isPowerShellText(std::string_view text);
[[nodiscard]] base::Result<Converted> convertPowerShellText(const Source& source);

// `document` is the parsed HAR: one step for each request over http or https.
[[nodiscard]] base::Result<Converted> convertHar(const OrderedValue& document,
                                                 const Source& source);

[[nodiscard]] base::Result<Converted> convertPostman(const OrderedValue& document,
                                                     const Source& source);

// YAML text of a document (testcase_writer.cpp writes both formats with it).
[[nodiscard]] std::string writeYaml(const OrderedValue& document);

}  // namespace hrp::import
