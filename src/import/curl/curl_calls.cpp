#include "import/curl/curl_calls.hpp"

#include <iterator>
#include <utility>

#include "import/curl/curl_step.hpp"
#include "import/curl/curl_url.hpp"
#include "import/curl/shell/shell_text.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {

using base::Result;

void CurlCalls::add(const CurlCall& call) {
  auto added = call.error ? Result<>(base::fail(*call.error)) : addSteps(call);
  if (!added) errors_.push_back(std::move(added.error()));
}

Result<> CurlCalls::addSteps(const CurlCall& call) {
  auto commands = readCurlWords(call.words, call.place);
  if (!commands) return base::fail(std::move(commands.error()));
  CurlInput input(files_, call.input, options_.standard_input);
  OrderedValue steps = OrderedValue::array();
  std::vector<std::string> notes;
  for (const CurlCommand& command : *commands) {
    notes.insert(notes.end(), command.notes.begin(), command.notes.end());
    for (std::size_t number = 0; number < command.urls.size(); ++number) {
      const ShellWord& word = command.urls[number];
      auto urls =
          command.globbing ? globbedUrls(word) : Result<std::vector<std::string>>({word.text});
      if (!urls) return base::fail(std::move(urls.error()));
      for (const std::string& url : *urls) {
        auto step = makeCurlStep(command, {url, word.place}, number, {input, options_, notes});
        if (!step) return base::fail(std::move(step.error()));
        steps.push_back(std::move(*step));
      }
    }
    addCertificate(command);
  }
  for (OrderedValue& step : steps) steps_.push_back(std::move(step));
  out_.notes.insert(out_.notes.end(), std::make_move_iterator(notes.begin()),
                    std::make_move_iterator(notes.end()));
  return {};
}

// FILE or FILE:PASSWORD; a backslash keeps a colon in the name.
void CurlCalls::addCertificate(const CurlCommand& command) {
  if (!command.certificate) return;
  const ShellWord& word = *command.certificate;
  std::string path;
  std::size_t at = 0;
  for (; at < word.text.size() && word.text[at] != ':'; ++at) {
    if (word.text[at] == '\\' && at + 1 < word.text.size()) ++at;
    path += word.text[at];
  }
  OrderedValue written = testcaseText(path);
  if (command.key) written = OrderedValue::array({written, testcaseText(command.key->text)});
  if (certificate_ == written) return;
  if (!certificate_.is_null()) {
    addNote(word.place + ": the certificate " + shownText(path) +
            " is left out: a testcase has one, and another command gives it");
    return;
  }
  certificate_ = std::move(written);
  addNote(word.place +
          ": the certificate is config.cert, for all steps; what the server's is "
          "verified with is given to hrp as --ca-file" +
          (at < word.text.size() ? "; its key has to be without a passphrase" : ""));
}

Result<Converted> CurlCalls::finish(base::Error nothing) && {
  if (steps_.empty()) {
    if (!errors_.empty()) return base::fail(std::move(errors_.front()));
    return base::fail(std::move(nothing));
  }
  for (const base::Error& error : errors_) {
    addNote(error.message + "; this command is left out" +
            (error.hint.empty() ? "" : " (" + error.hint + ")"));
  }
  out_.kind = SourceKind::kCurl;
  const std::string name =
      steps_.size() == 1 ? steps_[0]["name"].get<std::string>() : std::string("curl");
  out_.testcase = wrapSteps(name, std::move(steps_));
  if (!certificate_.is_null()) out_.testcase["config"]["cert"] = std::move(certificate_);
  return std::move(out_);
}

}  // namespace hrp::import
