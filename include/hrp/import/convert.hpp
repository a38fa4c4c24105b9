#pragma once
// Convert: other ways to write requests → testcases that send the same requests, and testcases from
// JSON to YAML and back. Sources: curl commands as browsers and manuals show them, HAR 1.2
// (w3c.github.io/web-performance/specs/HAR), Postman collections 2.0 and 2.1
// (schema.postman.com/collection).
//
// What was pasted is data: `$` is written as `$$`. Pure but for `files`, which gives the files that
// a source names (curl's -d @file, Postman's file bodies); any thread. Every error names file and
// place.

#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/testcase/file_source.hpp"
#include "hrp/testcase/ordered_document.hpp"

namespace hrp::import {

using testcase::FileSource;
using testcase::OrderedValue;

enum class TextFormat { kYaml, kJson };
enum class SourceKind { kCurl, kHar, kPostman, kTestcase };

struct Converted {
  SourceKind kind = SourceKind::kTestcase;
  TextFormat written_in = TextFormat::kJson;  // of a testcase: the format it came in
  OrderedValue testcase;
  std::vector<std::string> notes;  // what a testcase cannot say, one line each, with its place
};

// Finds the kind by the content (YAML by the extension).
[[nodiscard]] base::Result<Converted> convertDocument(std::string_view text,
                                                      const std::string& file, FileSource& files);

// A curl command whose words a shell has already split; `words` begins behind "curl".
[[nodiscard]] base::Result<Converted> convertCurlWords(const std::vector<std::string>& words,
                                                       FileSource& files);

// How many words the curl option takes that begins with this word: "-H" and "--header" take the
// next one; "-XPOST" and "--url=x" none. What is not an option, or is not known, takes none.
[[nodiscard]] bool curlOptionTakesNextWord(std::string_view word);

// The text of a testcase file. YAML: block style, short lists in a line, text quoted only where it
// has to be.
[[nodiscard]] std::string writeDocument(const OrderedValue& document, TextFormat format);

}  // namespace hrp::import
