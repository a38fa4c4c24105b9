#include "plugin/host/private_folder.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "hrp/base/machine/environment.hpp"

namespace hrp::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "hrp-functions-";

tl::unexpected<base::Error> folderError(const std::string& path, int number) {
  return base::fail(base::ErrorCode::kIo,
                    path + ": cannot keep custom functions there: " + std::strerror(number),
                    "TMPDIR names another folder");
}

// The folder, locked for this process; nothing when another has it, or when it is not ours.
Descriptor lockFolder(const std::string& path) {
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat facts {};
  if (folder.get() < 0 || ::fstat(folder.get(), &facts) != 0 || facts.st_uid != ::geteuid() ||
      ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) {
    return Descriptor();
  }
  return folder;
}

void removeStale(const std::string& parent) {
  std::error_code error;
  for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
    const fs::path& path = it->path();
    if (!path.filename().string().starts_with(kPrefix)) continue;
    const Descriptor lock = lockFolder(path.string());
    std::error_code ignored;
    if (lock.get() >= 0) fs::remove_all(path, ignored);
  }
}

// Whoever removes stale folders may have seen it before it was locked, and removed it.
bool isThere(const std::string& path, const Descriptor& lock) {
  struct stat named {};
  struct stat held {};
  return ::stat(path.c_str(), &named) == 0 && ::fstat(lock.get(), &held) == 0 &&
         named.st_ino == held.st_ino && named.st_dev == held.st_dev;
}

}  // namespace

base::Result<PrivateFolder> PrivateFolder::make() {
  const auto parent = base::environmentVariable("TMPDIR");
  return makeIn(parent && !parent->empty() ? *parent : "/tmp");
}

base::Result<PrivateFolder> PrivateFolder::makeIn(const std::string& parent) {
  constexpr int kTries = 10;
  removeStale(parent);
  for (int i = 0; i < kTries; ++i) {
    std::string path = parent + "/" + std::string(kPrefix) + "XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) return folderError(parent, errno);
    Descriptor lock = lockFolder(path);
    if (lock.get() < 0 || !isThere(path, lock)) continue;
    std::error_code ignored;
    const fs::path real = fs::canonical(path, ignored);
    return PrivateFolder(real.empty() ? path : real.string(), std::move(lock));
  }
  return folderError(parent, EBUSY);
}

PrivateFolder::PrivateFolder(std::string path, Descriptor lock)
    : path_(std::move(path)), lock_(std::move(lock)) {}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}

PrivateFolder::~PrivateFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

base::Result<std::string> PrivateFolder::write(const std::string& name, std::string_view content,
                                               mode_t mode) {
  std::string path = path_ + "/" + name;
  for (auto at = path.find('/', path_.size() + 1); at != std::string::npos;
       at = path.find('/', at + 1)) {
    if (::mkdir(path.substr(0, at).c_str(), 0700) != 0 && errno != EEXIST) {
      return folderError(path, errno);
    }
  }
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (file.get() < 0) return folderError(path, errno);
  while (!content.empty()) {
    const ssize_t count = ::write(file.get(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return folderError(path, errno);
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return path;
}

}  // namespace hrp::plugin
