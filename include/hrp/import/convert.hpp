#pragma once
// Convert: other ways to write requests → testcases that send the same requests, and testcases from
// JSON to YAML and back. Sources: curl commands as browsers and manuals show them (for sh and for
// cmd.exe), a browser's fetch() and PowerShell commands, HAR 1.2
// (w3c.github.io/web-performance/specs/HAR), Postman collections 2.0 and 2.1
// (schema.postman.com/collection).
//
// What a testcase can say arrives byte for byte as the source sent it; everything else is a note.
// One item that cannot be taken over is a note too, as long as others can. Pure but for `files`,
// which gives the files that a source names (curl's -d @file, Postman's file bodies), and for what
// ReadOptions names; any thread. Every note and error names file and place.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/testcase/file_source.hpp"
#include "hrp/testcase/ordered_document.hpp"

namespace hrp::import {

using testcase::FileSource;
using testcase::OrderedValue;

enum class TextFormat : std::uint8_t { kYaml, kJson };
enum class SourceKind : std::uint8_t { kCurl, kBrowser, kHar, kPostman, kTestcase };

struct Converted {
  SourceKind kind = SourceKind::kTestcase;
  TextFormat written_in = TextFormat::kJson;  // of a testcase: the format it came in
  OrderedValue testcase;
  std::vector<std::string> notes;  // what a testcase cannot say, one line each, with its place
};

// The whole of standard input.
using ReadInput = std::function<base::Result<std::string>()>;

struct ReadOptions {
  ReadInput standard_input;     // what curl's `-d @-` reads; null: a text has to give it
  bool asks_passwords = false;  // `curl -u NAME` would ask: standard input is a terminal
  std::int64_t now_s = 0;       // seconds since 1970: cookies of files that have ended are left out
  std::vector<std::string> environments;  // files of Postman environments, the last one counts
  std::vector<std::string> only;          // of a recording: requests that one of these names …
  std::vector<std::string> skip;          // … and none of these (import/har/entry_filter.hpp)
};

// Finds the kind by the content (YAML by the extension).
[[nodiscard]] base::Result<Converted> convertDocument(std::string_view text,
                                                      const std::string& file, FileSource& files,
                                                      const ReadOptions& options = {});

// A curl command whose words a shell has already split; `words` begins behind "curl".
[[nodiscard]] base::Result<Converted> convertCurlWords(const std::vector<std::string>& words,
                                                       FileSource& files,
                                                       const ReadOptions& options = {});

// How many words the curl option takes that begins with this word: "-H" and "--header" take the
// next one; "-XPOST" and "--url=x" none. What is not an option, or is not known, takes none.
[[nodiscard]] bool curlOptionTakesNextWord(std::string_view word);

// The text of a testcase file. YAML: block style, short lists in a line, text quoted only where it
// has to be.
[[nodiscard]] std::string writeDocument(const OrderedValue& document, TextFormat format);

}  // namespace hrp::import
