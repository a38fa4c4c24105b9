#include "cli/boom/boom_options.hpp"

#include <array>
#include <utility>

#include "cli/boom/metric_settings.hpp"
#include "cli/function_flags.hpp"
#include "cli/network_flags.hpp"
#include "cli/threshold_flags.hpp"
#include "hrp/base/duration_text.hpp"
#include "hrp/base/files/file.hpp"
#include "hrp/net/host_name.hpp"
#include "hrp/plugin/python_functions.hpp"
#include "hrp/runner/stage_text.hpp"
#include "hrp/testcase/document.hpp"

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr int kMostThreads = 1024;

// A script whose variable is not set passes an empty text: it must not mean "no end".
CLI::Validator written() {
  return {
      [](const std::string& text) { return text.empty() ? "must not be empty" : std::string(); },
      ""};
}

void addLoadFlags(CLI::App& boom, BoomOptions& options) {
  runner::RunProfile& load = options.load;
  const char* group = "Load";
  boom.add_option("--spawn-count", load.spawn_count, "Users to run")
      ->group(group)
      ->capture_default_str();
  boom.add_option("--spawn-rate", load.spawn_rate, "Users started per second; may be fractional")
      ->group(group)
      ->capture_default_str();
  boom.add_option("--run-time", options.texts.run_time,
                  "End after this time: seconds, or 30s, 1m30s; without it the run goes on")
      ->group(group)
      ->type_name("TIME")
      ->check(written());
  boom.add_option("--drain", options.texts.drain,
                  "Time for requests under way at the end of the run; what is left then is "
                  "aborted, and counted as that")
      ->group(group)
      ->type_name("TIME")
      ->check(written())
      ->capture_default_str();
  boom.add_option("--loop-count", options.texts.loop_count,
                  "Iterations of each user; -1: until the run ends")
      ->group(group)
      ->capture_default_str();
  boom.add_option("--max-rps", options.texts.max_rps,
                  "Requests per second over the whole fleet; -1: not limited")
      ->group(group)
      ->capture_default_str();
  boom.add_option("--request-increase-rate", options.texts.request_increase_rate,
                  "Ramp of the request rate up to --max-rps: 10, 10/1s, 100/1m; -1: off")
      ->group(group)
      ->type_name("RATE")
      ->capture_default_str();
  addThresholdFlag(boom, options.texts.thresholds, group);
  boom.add_option("--profile", options.profile_file,
                  "YAML or JSON file with these settings; it wins over flags")
      ->group(group)
      ->type_name("FILE");
  boom.add_flag("--strict", options.strict,
                "Refuse testcases with fields that hrp does not know, and name them")
      ->group(group);
}

void addModelFlags(CLI::App& boom, BoomOptions& options) {
  const char* group = "Load models (docs/load-models.md)";
  auto* stages =
      boom.add_option(
              "--stages", options.texts.stages,
              "Users over the whole fleet along a line: 30s:100,2m:1000,30s:0; the run ends "
              "with it unless --run-time says otherwise")
          ->group(group)
          ->type_name("STAGES")
          ->check(written());
  for (const char* other : {"--spawn-count", "--spawn-rate"}) {
    stages->excludes(boom.get_option(other));
  }
  boom.add_option("--stages-rps", options.texts.stages_rps,
                  "Requests per second over the whole fleet along a line, instead of --max-rps")
      ->group(group)
      ->type_name("STAGES")
      ->check(written());
  boom.add_option(
          "--arrival-rate", options.texts.arrival_rate,
          "Iterations that start per second over the whole fleet, whether or not others are "
          "done; --spawn-count bounds the users for them, and what finds none free is "
          "dropped and counted; -1: off")
      ->group(group)
      ->capture_default_str()
      ->excludes(boom.get_option("--spawn-rate"));
}

void addConnectionFlags(CLI::App& boom, BoomOptions& options) {
  const char* group = "Connections";
  boom.add_flag("--disable-keepalive", options.load.disable_keepalive,
                "A new connection for every request")
      ->group(group);
  boom.add_flag("--disable-compression", options.load.disable_compression,
                "Do not ask servers for compressed responses")
      ->group(group);
  boom.add_option("--proxy-url", options.load.proxy_url,
                  "Reach every server through this HTTP proxy; else as HTTP_PROXY, HTTPS_PROXY, "
                  "ALL_PROXY and NO_PROXY say")
      ->group(group)
      ->type_name("URL");
  boom.add_flag("--disable-tls-resumption", options.load.disable_tls_resumption,
                "A full TLS handshake for every connection")
      ->group(group);
  addNetworkFlags(boom, options.load, options.source_ips, group);
  boom.add_option("--threads", options.threads, "Engine threads; 0: one per core")
      ->group(group)
      ->check(CLI::Range(0, kMostThreads))
      ->capture_default_str();
}

void addOutputFlags(CLI::App& boom, BoomOptions& options) {
  const char* group = "Output";
  boom.add_flag("--disable-console-output", options.load.disable_console_output,
                "No tables while the run goes on, and no summary")
      ->group(group);
  boom.add_option("--summary-json", options.results.summary_json,
                  "Write the final figures to this file; - is standard output, and the tables go "
                  "to standard error then")
      ->group(group)
      ->type_name("FILE")
      ->check(written());
  boom.add_option("--prometheus-gateway", options.load.prometheus_gateway,
                  "Pushgateway: host:port, :port (on the master's host) or a URL")
      ->group(group)
      ->type_name("ADDRESS");
  boom.add_option("--prometheus-linger", options.load.prometheus_linger,
                  "How long the last figures stay on the gateway: 60s without it; 0: not beyond "
                  "the end of the process; keep: for good")
      ->group(group)
      ->type_name("TIME")
      ->check(written());
  boom.add_option("--prometheus-buckets", options.load.prometheus_buckets,
                  "Borders of the histograms: fine (the default), coarse, or seconds such as "
                  "0.1,0.25,0.5,2.5")
      ->group(group)
      ->type_name("LIST")
      ->check(written());
}

void addResultFlags(CLI::App& boom, ResultFiles& results) {
  const char* group = "What a run leaves behind (docs/results.md)";
  struct Flag {
    const char* name;
    std::string& path;
    const char* text;
    const char* type = "FILE";
  };
  for (const Flag& flag :
       {Flag{"--results", results.folder,
             "A folder for all of these: summary.json, run.hrp, timeline_….csv, junit.xml, "
             "summary.md, report.html",
             "DIR"},
        Flag{"--html", results.html, "Write the report of the run as one page"},
        Flag{"--save", results.run_file,
             "Write every second of the run to this file, for hrp report"},
        Flag{"--csv", results.csv_prefix,
             "Write PREFIX_stats.csv, PREFIX_stats_history.csv and PREFIX_failures.csv, with the "
             "columns of Locust",
             "PREFIX"},
        Flag{"--junit", results.junit, "Write a case for each threshold and each row that fails"},
        Flag{"--markdown", results.markdown, "Write the result as tables for a pipeline's page"},
        Flag{"--hdr-log", results.hdr_log, "Write each second's histograms for HdrHistogram"}}) {
    boom.add_option(flag.name, flag.path, flag.text)
        ->group(group)
        ->type_name(flag.type)
        ->check(written());
  }
}

void addProfilingFlags(CLI::App& boom, BoomOptions& options) {
  const char* group = "Profiling of hrp itself (open the files with pprof)";
  boom.add_option("--cpu-profile", options.load.cpu_profile, "Write a CPU profile to this file")
      ->group(group)
      ->type_name("FILE")
      ->check(written());
  boom.add_option("--cpu-profile-duration", options.texts.cpu_profile_duration,
                  "How long the CPU is profiled")
      ->group(group)
      ->type_name("TIME")
      ->check(written())
      ->capture_default_str();
  boom.add_option("--mem-profile", options.load.memory_profile, "Write a heap profile to this file")
      ->group(group)
      ->type_name("FILE")
      ->check(written());
  boom.add_option("--mem-profile-duration", options.texts.mem_profile_duration,
                  "When the heap profile is written")
      ->group(group)
      ->type_name("TIME")
      ->check(written())
      ->capture_default_str();
}

void addMasterFlags(CLI::App& boom, BoomOptions& options) {
  MasterFlags& master = options.master;
  const char* group = "Master";
  boom.add_flag("--master", master.enabled, "Control workers instead of making load")->group(group);
  boom.add_option("--master-bind-host", master.bind_host, "Address that workers connect to")
      ->group(group)
      ->capture_default_str();
  boom.add_option("--master-bind-port", master.bind_port, "Port that workers connect to")
      ->group(group)
      ->capture_default_str();
  boom.add_option("--master-http-address", master.http_address, "Address of the control API")
      ->group(group)
      ->capture_default_str();
  boom.add_option("--api-host", master.api_hosts,
                  "A name by which clients reach the control API, beside addresses, localhost and "
                  "the machine's own names; may be repeated")
      ->group(group)
      ->type_name("NAME")
      ->check(written());
  boom.add_option("--testcase-root", master.testcase_root,
                  "Folder whose testcases may be run over the control API")
      ->group(group)
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
  boom.add_flag("--auto-start", master.auto_start,
                "Start by itself when the expected workers are there, end with the run")
      ->group(group);
  boom.add_option("--expect-workers", master.expect_workers, "Workers that --auto-start waits for")
      ->group(group)
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{100'000}))
      ->capture_default_str();
  boom.add_option("--expect-workers-max-wait", options.texts.expect_workers_max_wait,
                  "How long it waits for them")
      ->group(group)
      ->type_name("TIME")
      ->check(written())
      ->capture_default_str();
  boom.add_flag("--allow-lost-workers", options.load.allow_lost_workers,
                "Exit with 0 although what a lost worker sent is not counted")
      ->group(group);
}

void addWorkerFlags(CLI::App& boom, BoomOptions& options) {
  WorkerFlags& worker = options.worker;
  const char* group = "Worker";
  boom.add_flag("--worker", worker.enabled, "Make load as a master says")->group(group);
  boom.add_option("--master-host", worker.master_host, "Host of the master")
      ->group(group)
      ->capture_default_str();
  boom.add_option("--master-port", worker.master_port, "Port of the master")
      ->group(group)
      ->capture_default_str();
  boom.add_flag("--ignore-quit", worker.ignore_quit,
                "Stay when the master quits and take the next run")
      ->group(group);
  boom.add_option("--profile-dir", worker.profile_dir,
                  "Write the profiles that the master asks for as new files into this folder; "
                  "without it none are written")
      ->group(group)
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
}

Result<> readDuration(const char* flag, const std::string& text, base::Duration& into) {
  auto duration = base::parseDuration(text);
  if (!duration) return fail(duration.error().within(flag));
  into = *duration;
  return {};
}

Result<> readStages(BoomOptions& options) {
  struct Field {
    const char* flag;
    const std::string& text;
    std::int64_t most;
    base::Stages& into;
  };
  const std::array<Field, 2> fields{
      Field{"--stages", options.texts.stages, runner::kMaxUsers, options.load.stages},
      Field{"--stages-rps", options.texts.stages_rps, runner::kMaxRate, options.load.stages_rps}};
  for (const Field& field : fields) {
    if (field.text.empty()) continue;
    auto stages = runner::parseStages(field.text, field.most);
    if (!stages) return fail(stages.error().within(field.flag));
    field.into = std::move(*stages);
  }
  return {};
}

Result<> readTexts(BoomOptions& options) {
  const BoomOptions::Texts& texts = options.texts;
  runner::RunProfile& load = options.load;
  struct Field {
    const char* flag;
    const std::string& text;
    base::Duration& into;
  };
  const std::array<Field, 5> fields{
      Field{"--run-time", texts.run_time, load.run_time}, Field{"--drain", texts.drain, load.drain},
      Field{"--cpu-profile-duration", texts.cpu_profile_duration, load.cpu_profile_duration},
      Field{"--mem-profile-duration", texts.mem_profile_duration, load.memory_profile_duration},
      Field{"--expect-workers-max-wait", texts.expect_workers_max_wait,
            options.master.expect_workers_max_wait}};
  for (const Field& field : fields) {
    if (field.text.empty()) continue;
    if (auto read = readDuration(field.flag, field.text, field.into); !read) return read;
  }
  if (auto read = readStages(options); !read) return read;
  auto increase = runner::parseIncreaseRate(texts.request_increase_rate);
  if (!increase) return fail(increase.error().within("--request-increase-rate"));
  load.request_increase_rate = *increase;
  if (texts.max_rps < -1)
    return fail(ErrorCode::kInvalidArgument, "--max-rps must not be negative");
  if (texts.loop_count < -1) {
    return fail(ErrorCode::kInvalidArgument, "--loop-count must not be negative");
  }
  if (texts.arrival_rate != -1) {
    auto read = runner::applyProfile({{"arrival-rate", texts.arrival_rate}}, load);
    if (!read) return fail(read.error().within("--arrival-rate"));
  }
  auto thresholds = judge::parseThresholds(texts.thresholds, "--threshold");
  if (!thresholds) return fail(std::move(thresholds.error()));
  load.thresholds = std::move(*thresholds);
  load.max_rps = texts.max_rps < 0 ? 0 : texts.max_rps;
  load.loop_count = texts.loop_count < 0 ? 0 : texts.loop_count;
  return {};
}

Result<> readProfileFile(BoomOptions& options) {
  if (options.profile_file.empty()) return {};
  constexpr std::uint64_t kLargestProfile = 1 << 20;
  auto text = base::readFile(options.profile_file, kLargestProfile);
  if (!text) return fail(text.error().within("--profile"));
  auto document = testcase::parseDocument(*text, options.profile_file);
  if (!document) return fail(document.error().within("--profile"));
  // What one of two lists asks for must not be lost to the other.
  judge::Thresholds thresholds = std::exchange(options.load.thresholds, {});
  if (auto applied = runner::applyProfile(*document, options.load); !applied) {
    return fail(applied.error().within(options.profile_file));
  }
  for (judge::Threshold& threshold : options.load.thresholds) {
    threshold.place = options.profile_file + ": " + threshold.place;
  }
  judge::join(thresholds, options.load.thresholds);
  options.load.thresholds = std::move(thresholds);
  return {};
}

// As clients write them in Host; anything else would match nothing, and nobody would be told.
Result<> readApiHosts(std::vector<std::string>& names) {
  for (std::string& name : names) {
    auto host = net::asciiHost(name);
    if (!host) {
      return fail(ErrorCode::kInvalidArgument,
                  "--api-host: \"" + name + "\": " + host.error().message,
                  "a bare name such as hrp-master, without http:// and port");
    }
    name = std::move(*host);
  }
  return {};
}

Result<> checkLoad(const runner::RunProfile& load) {
  if (auto checked = checkMetrics(load); !checked) return checked;
  if (auto checked = runner::checkProfile(load); !checked) return checked;
  if (load.spawn_count < 1) {
    return fail(ErrorCode::kInvalidArgument, "--spawn-count must be at least 1");
  }
  if (!(load.spawn_rate > 0)) {
    return fail(ErrorCode::kInvalidArgument, "--spawn-rate must be above 0");
  }
  return {};
}

Result<> checkRole(BoomOptions& options) {
  if (options.master.enabled && options.worker.enabled) {
    return fail(ErrorCode::kInvalidArgument, "--master and --worker exclude each other",
                "start one process with --master and others with --worker");
  }
  if (options.master.auto_start && !options.master.enabled) {
    return fail(ErrorCode::kInvalidArgument, "--auto-start needs --master");
  }
  if (options.worker.enabled && !options.load.thresholds.empty()) {
    return fail(ErrorCode::kInvalidArgument, "a worker takes no thresholds",
                "give them to the master, which judges the whole fleet");
  }
  if (options.worker.enabled) {
    if (!options.testcases.empty()) {
      return fail(ErrorCode::kInvalidArgument, "a worker takes no testcases",
                  "give them to the master, which hands them out");
    }
    auto own = namedFiles(options.results);
    if (!options.results.folder.empty()) own.emplace_back("--results", options.results.folder);
    std::erase_if(own, [](const auto& file) { return file.first == "--summary-json"; });
    if (!own.empty()) {
      return fail(ErrorCode::kInvalidArgument,
                  own.front().first + " is for a master or a run alone",
                  "the master has the figures of all its workers");
    }
    return {};
  }
  if (!options.testcases.empty()) options.load.testcase_paths = options.testcases;
  const bool needs_testcases = !options.master.enabled || options.master.auto_start;
  if (needs_testcases && options.load.testcase_paths.empty()) {
    return fail(ErrorCode::kInvalidArgument, "no testcase given",
                "hrp boom CASE… takes testcase files or folders");
  }
  if (options.master.enabled && !options.master.auto_start && !options.testcases.empty()) {
    return fail(ErrorCode::kInvalidArgument, "a master in API mode takes no testcases",
                "add --auto-start, or name them as testcase-path in POST /start");
  }
  if (options.master.enabled && !options.master.auto_start && !options.load.thresholds.empty()) {
    return fail(ErrorCode::kInvalidArgument, "a master in API mode takes no thresholds",
                "add --auto-start, or name them as thresholds in POST /start");
  }
  return {};
}

}  // namespace

void addBoomFlags(CLI::App& boom, BoomOptions& options) {
  boom.add_option("testcases", options.testcases, "Testcase files or folders (YAML, JSON)")
      ->type_name("CASE…");
  addLoadFlags(boom, options);
  addModelFlags(boom, options);
  addConnectionFlags(boom, options);
  addOutputFlags(boom, options);
  addResultFlags(boom, options.results);
  addMasterFlags(boom, options);
  addWorkerFlags(boom, options);
  addFunctionHostFlags(boom, options.functions);
  addFunctionFlags(boom, options.functions);
  addProfilingFlags(boom, options);
}

Result<> finishBoomOptions(BoomOptions& options) {
  if (auto read = readTexts(options); !read) return read;
  if (auto read = readProfileFile(options); !read) return read;
  if (auto checked = checkRole(options); !checked) return checked;
  if (auto read = readApiHosts(options.master.api_hosts); !read) return read;
  if (auto read = finishNetwork(options.load); !read) return read;
  if (auto read = finishFunctions(options.functions); !read) return read;
  if (options.functions.interpreters == 0) {
    options.functions.interpreters = std::min(options.threads, plugin::kMaxInterpreters);
  }
  if (options.worker.enabled) return {};
  if (auto checked = checkLoad(options.load); !checked) return checked;
  return fillFolder(options.results);
}

}  // namespace hrp::cli
