#include "hrp/base/files/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/output_place.hpp"

namespace hrp::base {
namespace {

constexpr ::mode_t kLockedFile = 0644;

}  // namespace

Result<FileLock> FileLock::take(const std::string& path) {
  const auto place = lookAtOutput(path);
  if (!place) return fail(place.error());
  FileLock lock;
  using Way = OutputPlace::Way;
  if (place->way != Way::kReplace && place->way != Way::kInPlace) return lock;
  lock.target_ = place->target;
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
  lock.descriptor_ = ::open(place->target.c_str(), flags | O_EXCL, kLockedFile);
  lock.made_ = lock.descriptor_ >= 0;
  if (!lock.made_) lock.descriptor_ = ::open(place->target.c_str(), flags, kLockedFile);
  if (lock.descriptor_ < 0) return outputProblem(path, errno);
  if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return lock;
  lock.made_ = false;
  return fail(ErrorCode::kUnavailable, path + ": another process is writing it",
              "give this one a file or folder of its own");
}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  struct stat ours {};
  struct stat there {};
  const bool is_unused = made_ && ::fstat(descriptor_, &ours) == 0 && ours.st_size == 0 &&
                         ::lstat(target_.c_str(), &there) == 0 && there.st_ino == ours.st_ino;
  if (is_unused) ::unlink(target_.c_str());
  ::close(descriptor_);
}

}  // namespace hrp::base
