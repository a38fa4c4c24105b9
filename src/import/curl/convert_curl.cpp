#include <utility>

#include "import/converters.hpp"
#include "import/curl/curl_calls.hpp"
#include "import/curl/shell/cmd_text.hpp"
#include "import/curl/shell/shell_script.hpp"

namespace hrp::import {

using base::ErrorCode;
using base::Result;

Result<Converted> convertCurlText(const Source& source) {
  const ShellScript script = isCmdText(source.text) ? readCmdScript(source.text, source.file)
                                                    : readShellScript(source.text, source.file);
  CurlCalls calls(source.files, source.options);
  for (const std::string& note : script.notes) calls.addNote(note);
  for (const CurlCall& call : script.calls) calls.add(call);
  base::Error nothing{ErrorCode::kParse, source.file + ": there is no curl command", {}};
  return std::move(calls).finish(script.foreign.value_or(std::move(nothing)));
}

Result<Converted> convertCurlWords(const std::vector<std::string>& words, FileSource& files,
                                   const ReadOptions& options) {
  CurlCall call;
  call.place = "curl";
  for (std::size_t i = 0; i < words.size(); ++i) {
    call.words.push_back({words[i], "curl: word " + std::to_string(i + 1)});
  }
  CurlCalls calls(files, options);
  calls.add(call);
  return std::move(calls).finish({ErrorCode::kParse, "curl: there is no URL", {}});
}

}  // namespace hrp::import
