#include "cli/run/run_options.hpp"

#include "cli/function_flags.hpp"
#include "cli/network_flags.hpp"
#include "cli/threshold_flags.hpp"
#include "hrp/base/duration_text.hpp"

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::fail;

void addFlowFlags(CLI::App& run, RunOptions& options) {
  const char* group = "Run";
  run.add_flag("-c,--continue-on-failure", options.continue_on_failure,
               "Run the steps and iterations behind one that failed; the exit code still tells")
      ->group(group);
  run.add_option("--case-timeout", options.texts.case_timeout,
                 "Time of one testcase that sets no case_timeout; looked at between steps; 0: none")
      ->group(group)
      ->type_name("TIME")
      ->capture_default_str();
  addThresholdFlag(run, options.texts.thresholds, group);
  run.add_option("-p,--proxy-url", options.network.proxy_url,
                 "Reach every server through this HTTP proxy; else as HTTP_PROXY, HTTPS_PROXY, "
                 "ALL_PROXY and NO_PROXY say")
      ->group(group)
      ->type_name("URL");
  addNetworkFlags(run, options.network, options.source_ips, group);
  run.add_flag("--strict", options.strict,
               "Refuse testcases with fields that hrp does not know, and name them")
      ->group(group);
}

void addOutputFlags(CLI::App& run, RunOptions& options) {
  const char* group = "Output";
  run.add_flag("-s,--save-tests", options.save_tests,
               "Write results/<time>/summary.json in the working folder")
      ->group(group);
  run.add_flag("-g,--gen-html-report", options.html_report,
               "Write results/<time>/report.html in the working folder")
      ->group(group);
  run.add_flag("--log-requests-off", options.log_requests_off, "Do not show requests and responses")
      ->group(group);
  run.add_flag("--http-stat", options.http_stat,
               "Show the time of each phase: DNS, connect, TLS, first byte, total")
      ->group(group);
}

}  // namespace

void addRunFlags(CLI::App& run, RunOptions& options) {
  run.add_option("testcases", options.testcases, "Testcase files or folders (YAML, JSON)")
      ->type_name("CASE…");
  addFlowFlags(run, options);
  addOutputFlags(run, options);
  addFunctionFlags(run, options.functions);
}

base::Result<> finishRunOptions(RunOptions& options) {
  auto timeout = base::parseDuration(options.texts.case_timeout);
  if (!timeout) return fail(timeout.error().within("--case-timeout"));
  options.case_timeout = *timeout;
  if (options.testcases.empty()) {
    return fail(ErrorCode::kInvalidArgument, "no testcase given",
                "hrp run CASE… takes testcase files or folders");
  }
  auto thresholds = judge::parseThresholds(options.texts.thresholds, "--threshold");
  if (!thresholds) return fail(std::move(thresholds.error()));
  for (const judge::Threshold& threshold : *thresholds) {
    if (auto fits = judge::refuseTimes(threshold); !fits) return fits;
  }
  options.thresholds = std::move(*thresholds);
  if (auto read = finishFunctions(options.functions); !read) return read;
  options.functions.interpreters = 1;  // there is one user
  return finishNetwork(options.network);
}

}  // namespace hrp::cli
