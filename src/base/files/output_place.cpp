#include "base/files/output_place.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include "hrp/base/random.hpp"

namespace hrp::base {
namespace {

constexpr int kMostLinks = 40;       // as the kernel follows
constexpr int kPatienceMs = 10'000;  // for a reader
constexpr int kReaderPauseMs = 20;   // between looks for one that opens a FIFO
constexpr ::mode_t kNewFile = 0644;

// The number of a descriptor of this process that /proc names, as it does behind /dev/stdout.
std::optional<int> descriptorAt(const std::string& folder, const std::string& name) {
  const std::string own = "/proc/" + std::to_string(::getpid());
  const bool is_ours =
      folder == own + "/fd" || (folder.starts_with(own + "/task/") && folder.ends_with("/fd"));
  int number = -1;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool is_number = error == std::errc() && end == name.data() + name.size() && number >= 0;
  return is_ours && is_number ? std::optional(number) : std::nullopt;
}

std::optional<std::string> linkTarget(const std::string& path) {
  std::array<char, PATH_MAX> text{};
  const ssize_t size = ::readlink(path.c_str(), text.data(), text.size());
  if (size < 0) return std::nullopt;
  return std::string(text.data(), static_cast<std::size_t>(size));
}

// Follows the links one by one: the last may lead to a descriptor, or to a file that is not there.
Result<OutputPlace> resolve(const std::string& path) {
  std::string current = path;
  for (int links = 0; links <= kMostLinks; ++links) {
    const std::size_t slash = current.rfind('/');
    const std::string name = slash == std::string::npos ? current : current.substr(slash + 1);
    const std::string folder =
        slash == std::string::npos ? "." : (slash == 0 ? "/" : current.substr(0, slash));
    if (name.empty() || name == "." || name == "..") return outputProblem(path, EISDIR);
    std::array<char, PATH_MAX> real{};
    if (::realpath(folder.c_str(), real.data()) == nullptr) {
      if (errno != ENOENT) return outputProblem(path, errno);
      return fail(ErrorCode::kNotFound, path + ": there is no folder " + folder);
    }
    OutputPlace place{OutputPlace::Way::kReplace, real.data(), {}};
    place.target = place.folder + (place.folder == "/" ? "" : "/") + name;
    if (const auto descriptor = descriptorAt(place.folder, name)) {
      place.way = OutputPlace::Way::kDescriptor;
      place.descriptor = *descriptor;
      return place;
    }
    const auto link = linkTarget(place.target);
    if (!link) return place;
    current = link->starts_with('/') ? *link : place.folder + "/" + *link;
  }
  return outputProblem(path, ELOOP);
}

Result<OutputPlace> lookAtRegular(OutputPlace place, const std::string& path,
                                  const struct stat* old) {
  auto made = makeBesideOutput(place, path);
  if (made) {
    if (old != nullptr && !takeLooksOf(made->descriptor.get(), *old)) {
      place.way = OutputPlace::Way::kInPlace;
    }
    ::unlink(made->path.c_str());
  } else if (old == nullptr) {
    return fail(std::move(made.error()));
  } else {
    place.way = OutputPlace::Way::kInPlace;
  }
  return place;
}

}  // namespace

tl::unexpected<Error> outputProblem(const std::string& path, int error_number) {
  return fail(error_number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
              path + ": " + std::generic_category().message(error_number));
}

Result<OutputPlace> lookAtOutput(const std::string& path) {
  if (path.empty()) return fail(ErrorCode::kInvalidArgument, "the name of the file is empty");
  if (path == "-") return OutputPlace{OutputPlace::Way::kDescriptor, {}, {}, STDOUT_FILENO};
  auto place = resolve(path);
  if (!place) return place;
  if (place->way == OutputPlace::Way::kDescriptor) {
    const int flags = ::fcntl(place->descriptor, F_GETFL);
    if (flags < 0) return outputProblem(path, errno);
    return (flags & O_ACCMODE) == O_RDONLY ? outputProblem(path, EACCES) : place;
  }
  struct stat status {};
  if (::lstat(place->target.c_str(), &status) != 0) {
    if (errno != ENOENT) return outputProblem(path, errno);
    return lookAtRegular(std::move(*place), path, nullptr);
  }
  if (S_ISDIR(status.st_mode)) return fail(ErrorCode::kIo, path + ": is a folder, not a file");
  if (S_ISSOCK(status.st_mode)) return fail(ErrorCode::kIo, path + ": is a socket, not a file");
  if (::faccessat(AT_FDCWD, place->target.c_str(), W_OK, AT_EACCESS) != 0) {
    return outputProblem(path, errno);
  }
  if (S_ISREG(status.st_mode)) return lookAtRegular(std::move(*place), path, &status);
  place->way = OutputPlace::Way::kThrough;
  return place;
}

Result<NewOutput> makeBesideOutput(const OutputPlace& place, const std::string& path) {
  Random random(entropySeed());
  for (;;) {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "/.hrp-%016llx",
                  static_cast<unsigned long long>(random.next()));
    std::string made = place.folder + name.data();
    const int descriptor = ::open(made.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kNewFile);
    if (descriptor >= 0) return NewOutput{Descriptor(descriptor), std::move(made)};
    if (errno != EEXIST) return outputProblem(path, errno);
  }
}

// True: a file that takes the place of one with this status can look like it.
bool takeLooksOf(int descriptor, const struct stat& old) {
  struct stat made {};
  if (old.st_nlink != 1 || ::fstat(descriptor, &made) != 0) return false;
  const bool has_owner = made.st_uid == old.st_uid && made.st_gid == old.st_gid;
  if (!has_owner && ::fchown(descriptor, old.st_uid, old.st_gid) != 0) return false;
  return ::fchmod(descriptor, old.st_mode & 07777U) == 0;
}

// Zero, or the number of the error.
int writeRegular(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// In pieces that a pipe which poll() calls ready takes whole, so that a reader that has stopped is
// an error and holds nobody for ever.
int writePatiently(int descriptor, std::string_view content) {
  while (!content.empty()) {
    pollfd ready{descriptor, POLLOUT, 0};
    const int count = ::poll(&ready, 1, kPatienceMs);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return ETIMEDOUT;
    const std::string_view piece = content.substr(0, PIPE_BUF);
    const ssize_t written = ::write(descriptor, piece.data(), piece.size());
    if (written < 0 && errno != EINTR && errno != EAGAIN) return errno;
    if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int openThrough(const OutputPlace& place, int& descriptor) {
  for (int waited_ms = 0;; waited_ms += kReaderPauseMs) {
    descriptor = ::open(place.target.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor >= 0) return 0;
    // Nobody reads the FIFO yet.
    if (errno != ENXIO || waited_ms >= kPatienceMs) return errno;
    ::poll(nullptr, 0, kReaderPauseMs);
  }
}

}  // namespace hrp::base
