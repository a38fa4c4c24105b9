#pragma once
// RunOptions: the flags of `hrp run`.

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "cli/function_hosts.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/judge/threshold.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::cli {

struct RunOptions {
  std::vector<std::string> testcases;
  std::map<std::string, std::string> memory_files;  // testcases that are no file, by their name
  bool continue_on_failure = false;
  bool strict = false;  // unknown fields of testcases are errors
  base::Duration case_timeout = std::chrono::hours(1);
  runner::RunProfile network;  // its proxy, names and certificates
  std::vector<std::string> source_ips;
  bool save_tests = false;
  bool html_report = false;
  bool log_requests_off = false;
  bool http_stat = false;
  judge::Thresholds thresholds;
  FunctionHostOptions functions;

  // What CLI11 fills in as text; finish() reads it.
  struct Texts {
    std::string case_timeout = "3600";
    std::vector<std::string> thresholds;
  } texts;
};

void addRunFlags(CLI::App& run, RunOptions& options);

// After parsing: reads the texts and checks that there is something to run.
[[nodiscard]] base::Result<> finishRunOptions(RunOptions& options);

}  // namespace hrp::cli
