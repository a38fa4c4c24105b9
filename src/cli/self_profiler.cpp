#include "cli/self_profiler.hpp"

#include <gperftools/profiler.h>
#include <spdlog/spdlog.h>
#if HRP_HEAP_PROFILER
#include <gperftools/heap-profiler.h>
#endif

#include <algorithm>
#include <cstdlib>

#include "hrp/base/file.hpp"

namespace hrp::cli {
namespace {

base::Result<> startHeap(const std::string& file) {
#if HRP_HEAP_PROFILER
  if (auto probe = base::writeFileAtomically(file, ""); !probe) return probe;
  HeapProfilerStart(file.c_str());
  return {};
#else
  return base::fail(base::ErrorCode::kUnsupported,
                    "--mem-profile " + file + ": this build has no heap profiler",
                    "sanitizer builds replace the allocator; use another build");
#endif
}

void writeHeap(const std::string& file) {
#if HRP_HEAP_PROFILER
  char* profile = GetHeapProfile();
  HeapProfilerStop();
  const auto written = base::writeFileAtomically(file, profile);
  std::free(profile);
  if (!written) spdlog::error("heap profile: {}", written.error().message);
#else
  static_cast<void>(file);
#endif
}

}  // namespace

SelfProfiler::~SelfProfiler() {
  finish();
}

base::Result<> SelfProfiler::start(const ProfileRequest& request) {
  finish();
  request_ = request;
  finishing_ = false;
  if (!request_.heap_file.empty()) {
    if (auto started = startHeap(request_.heap_file); !started) return started;
    heap_on_ = true;
  }
  if (!request_.cpu_file.empty()) {
    if (ProfilerStart(request_.cpu_file.c_str()) == 0) {
      endHeap();
      return base::fail(base::ErrorCode::kIo, "--cpu-profile: cannot write " + request_.cpu_file);
    }
    cpu_on_ = true;
  }
  if (cpu_on_ || heap_on_) thread_ = std::thread([this] { watch(); });
  return {};
}

void SelfProfiler::finish() {
  {
    const std::scoped_lock lock(mutex_);
    finishing_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

// Ends the profile whose time is over first, then the other.
void SelfProfiler::watch() {
  std::unique_lock lock(mutex_);
  base::Duration waited{};
  while (cpu_on_ || heap_on_) {
    base::Duration next = base::Duration::max();
    if (cpu_on_) next = std::min(next, request_.cpu_duration);
    if (heap_on_) next = std::min(next, request_.heap_duration);
    if (next > waited) wake_.wait_for(lock, next - waited, [this] { return finishing_; });
    waited = std::max(waited, next);
    if (cpu_on_ && (finishing_ || request_.cpu_duration <= waited)) endCpu();
    if (heap_on_ && (finishing_ || request_.heap_duration <= waited)) endHeap();
  }
}

void SelfProfiler::endCpu() {
  ProfilerStop();
  cpu_on_ = false;
  spdlog::info("CPU profile written to {}", request_.cpu_file);
}

void SelfProfiler::endHeap() {
  if (!heap_on_) return;
  writeHeap(request_.heap_file);
  heap_on_ = false;
  spdlog::info("heap profile written to {}", request_.heap_file);
}

}  // namespace hrp::cli
