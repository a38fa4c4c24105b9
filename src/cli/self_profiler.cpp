#include "cli/self_profiler.hpp"

#include <fcntl.h>
#include <gperftools/profiler.h>
#include <spdlog/spdlog.h>
#include <unistd.h>
#if HRP_HEAP_PROFILER
#include <gperftools/heap-profiler.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "hrp/base/files/output_file.hpp"

namespace hrp::cli {
namespace {

base::Result<> startHeap(const std::string& file) {
#if HRP_HEAP_PROFILER
  HeapProfilerStart(file.c_str());
  return {};
#else
  return base::fail(base::ErrorCode::kUnsupported,
                    "--mem-profile " + file + ": this build has no heap profiler",
                    "sanitizer builds replace the allocator; use another build");
#endif
}

std::string takeHeap() {
  std::string text;
#if HRP_HEAP_PROFILER
  char* profile = GetHeapProfile();
  HeapProfilerStop();
  text = profile;
  std::free(profile);
#endif
  return text;
}

}  // namespace

// gperftools writes to a path and ends the process when it cannot: it gets a pipe, whose other end
// is kept here.
class SelfProfiler::CpuProfile {
 public:
  CpuProfile() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    const std::string path = "/proc/self/fd/" + std::to_string(ends[1]);
    reader_ = std::thread([this, descriptor = ends[0]] { read(descriptor); });
    started_ = ProfilerStart(path.c_str()) != 0;
    ::close(ends[1]);  // the profiler has opened it on its own
  }
  ~CpuProfile() {
    if (reader_.joinable()) static_cast<void>(finish());
  }
  CpuProfile(const CpuProfile&) = delete;
  CpuProfile& operator=(const CpuProfile&) = delete;

  [[nodiscard]] bool started() const { return started_; }
  [[nodiscard]] const std::string& finish() {
    if (started_) ProfilerStop();
    reader_.join();
    return text_;
  }

 private:
  void read(int descriptor) {
    std::array<char, 65'536> piece{};
    for (;;) {
      const ssize_t got = ::read(descriptor, piece.data(), piece.size());
      if (got > 0) text_.append(piece.data(), static_cast<std::size_t>(got));
      if (got == 0 || (got < 0 && errno != EINTR)) break;
    }
    ::close(descriptor);
  }

  bool started_ = false;
  std::string text_;
  std::thread reader_;
};

SelfProfiler::SelfProfiler() = default;

SelfProfiler::~SelfProfiler() {
  finish();
}

base::Result<> SelfProfiler::start(const ProfileRequest& request) {
  finish();
  request_ = request;
  finishing_ = failed_ = false;
  for (const auto& [flag, file] :
       {std::pair{"--cpu-profile", request_.cpu_file}, {"--mem-profile", request_.heap_file}}) {
    if (file.empty()) continue;
    if (auto checked = base::OutputFile(file).check(); !checked) {
      return base::fail(checked.error().within(flag));
    }
  }
  if (!request_.heap_file.empty()) {
    if (auto started = startHeap(request_.heap_file); !started) return started;
    heap_on_ = true;
  }
  if (!request_.cpu_file.empty()) {
    cpu_profile_ = std::make_unique<CpuProfile>();
    if (!cpu_profile_->started()) {
      cpu_profile_.reset();
      endHeap();
      return base::fail(base::ErrorCode::kIo, "--cpu-profile: the profiler does not start");
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
  cpu_on_ = false;
  write("CPU profile", request_.cpu_file, cpu_profile_->finish());
  cpu_profile_.reset();
}

void SelfProfiler::endHeap() {
  if (!heap_on_) return;
  heap_on_ = false;
  write("heap profile", request_.heap_file, takeHeap());
}

void SelfProfiler::write(const char* what, const std::string& file, const std::string& profile) {
  if (const auto written = base::OutputFile(file).write(profile); !written) {
    failed_ = true;
    return spdlog::error("{}: {}", what, written.error().message);
  }
  spdlog::info("{} written to {}", what, file);
}

}  // namespace hrp::cli
