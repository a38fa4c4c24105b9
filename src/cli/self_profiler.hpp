#pragma once
// SelfProfiler: CPU and heap profiles of this process, written by gperftools in its own formats,
// which pprof opens (`google-pprof --text $(which hrp) FILE`).
//
// One at a time in a process: the profilers are global. start() and finish() on one thread; the
// files are written when their time is over or at finish(), whichever is first.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::cli {

struct ProfileRequest {
  std::string cpu_file{};  // empty: none
  base::Duration cpu_duration{};
  std::string heap_file{};
  base::Duration heap_duration{};
};

class SelfProfiler {
 public:
  SelfProfiler();
  ~SelfProfiler();
  // Fails when a file cannot be written; nothing is profiled then.
  [[nodiscard]] base::Result<> start(const ProfileRequest& request);
  void finish();
  // After finish(): a profile could not be written. The log says which and why.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void watch();
  void endCpu();
  void endHeap();
  void write(const char* what, const std::string& file, const std::string& profile);

  ProfileRequest request_;
  bool cpu_on_ = false;
  bool heap_on_ = false;
  bool failed_ = false;
  class CpuProfile;
  std::unique_ptr<CpuProfile> cpu_profile_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool finishing_ = false;
  std::thread thread_;
};

}  // namespace hrp::cli
