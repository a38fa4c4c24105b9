#pragma once
// CurlCalls: curl commands, however they were written, as one testcase: a step for each URL, what
// belongs to the whole testcase in its config. A command that cannot be taken over is a note when
// others can. One source, one thread.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hrp/import/convert.hpp"
#include "import/curl/curl_command.hpp"
#include "import/curl/shell/shell_script.hpp"

namespace hrp::import {

class CurlCalls {
 public:
  CurlCalls(FileSource& files, const ReadOptions& options) : files_(files), options_(options) {}

  void add(const CurlCall& call);
  void addNote(std::string note) { out_.notes.push_back(std::move(note)); }
  // Nothing to make a step of: `nothing` is the error then, unless a command has one of its own.
  [[nodiscard]] base::Result<Converted> finish(base::Error nothing) &&;

 private:
  [[nodiscard]] base::Result<> addSteps(const CurlCall& call);
  void addCertificate(const CurlCommand& command);

  FileSource& files_;
  const ReadOptions& options_;
  OrderedValue steps_ = OrderedValue::array();
  OrderedValue certificate_;
  std::vector<base::Error> errors_;
  Converted out_;
};

}  // namespace hrp::import
