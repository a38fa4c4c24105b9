#pragma once
// CurlWords: `hrp boom curl …` and `hrp run curl …`: takes a pasted curl command out of the words
// of the command line and makes a testcase of it, which lives in memory only.
//
// The rule for words behind `curl`: a long flag that hrp's command has is hrp's (with its value);
// short flags and everything else are curl's. Flags before `curl` are hrp's. So no flag of hrp is
// lost, and `-s -g -c -p -l` mean what they mean to curl.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::cli {

struct SplitWords {
  std::vector<std::string> hrp;                  // without the program's name; no curl words
  std::optional<std::vector<std::string>> curl;  // behind "curl", when that is the first testcase
};

// `words` are those behind the program's name. Of `app` and its subcommands only the flags are
// looked at.
[[nodiscard]] SplitWords splitCurlWords(const std::vector<std::string>& words, const CLI::App& app);

// A testcase in memory for the words: what LoadOptions::texts needs, and the proxy that curl's -x
// names.
struct CurlTestcase {
  std::string file;  // its name as an argument of the command
  std::string text;
  std::vector<std::string> notes;
};
[[nodiscard]] base::Result<CurlTestcase> makeCurlTestcase(const std::vector<std::string>& words,
                                                          const std::string& working_folder);

}  // namespace hrp::cli
