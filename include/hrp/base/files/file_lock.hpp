#pragma once
// FileLock: a file that is written for as long as a run goes on is of one process (flock(2), which
// ends with the process however that ends). Advisory: readers and other programs do not see it.
//
// A file that was not there is made, and removed with the lock when nothing came into it. Devices,
// FIFOs and descriptors are for several, and a file system without locks lets everybody write.
// Owned by one thread; move only.

#include <string>
#include <utility>

#include "hrp/base/error.hpp"

namespace hrp::base {

class FileLock {
 public:
  // kUnavailable: another process has it. Else fails as OutputFile::check() does.
  [[nodiscard]] static Result<FileLock> take(const std::string& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept
      : target_(std::move(other.target_)),
        descriptor_(std::exchange(other.descriptor_, -1)),
        made_(other.made_) {}
  FileLock& operator=(FileLock&&) = delete;

 private:
  FileLock() = default;

  std::string target_;  // behind all links
  int descriptor_ = -1;
  bool made_ = false;
};

}  // namespace hrp::base
