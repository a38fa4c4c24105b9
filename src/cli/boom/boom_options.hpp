#pragma once
// BoomOptions: the flags of `hrp boom`, one struct per group, and the profile file on top of them.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli/boom/result_files.hpp"
#include "cli/function_hosts.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::cli {

struct MasterFlags {
  bool enabled = false;
  std::string bind_host = "0.0.0.0";
  std::uint16_t bind_port = 5557;
  std::string http_address = "0.0.0.0:9771";
  std::vector<std::string> api_hosts;  // names of the control API beside those of the machine
  std::string testcase_root = ".";     // what callers of the control API may run
  bool auto_start = false;
  std::int64_t expect_workers = 1;
  base::Duration expect_workers_max_wait = std::chrono::seconds(120);
};

struct WorkerFlags {
  bool enabled = false;
  std::string master_host = "127.0.0.1";
  std::uint16_t master_port = 5557;
  bool ignore_quit = false;
  std::string profile_dir;  // for profiles that the master asks for; empty: none are written
};

struct BoomOptions {
  std::vector<std::string> testcases;
  std::map<std::string, std::string> memory_files;  // testcases that are no file, by their name
  runner::RunProfile load;
  std::string profile_file;
  MasterFlags master;
  WorkerFlags worker;
  int threads = 0;                      // 0: one per core
  std::vector<std::string> source_ips;  // of this machine
  bool strict = false;                  // unknown fields of testcases are errors
  FunctionHostOptions functions;
  ResultFiles results;
  std::string command;  // that repeats the run

  // What CLI11 fills in as text; finish() reads it.
  struct Texts {
    std::string run_time;
    std::string drain = "30s";
    std::string request_increase_rate = "-1";
    std::string stages;
    double arrival_rate = -1;
    std::string stages_rps;
    std::string cpu_profile_duration = "30s";
    std::string mem_profile_duration = "30s";
    std::string expect_workers_max_wait = "120s";
    std::int64_t max_rps = -1;
    std::int64_t loop_count = -1;
    std::vector<std::string> thresholds;
  } texts;
};

void addBoomFlags(CLI::App& boom, BoomOptions& options);

// After parsing: reads the texts and the profile file, and checks what flags mean together.
[[nodiscard]] base::Result<> finishBoomOptions(BoomOptions& options);

}  // namespace hrp::cli
