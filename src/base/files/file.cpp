#include "hrp/base/files/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/descriptor.hpp"

namespace hrp::base {
namespace {

Error osError(const std::string& path, int error_number) {
  const ErrorCode code = error_number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return Error{code, path + ": " + std::generic_category().message(error_number), {}};
}

}  // namespace

Result<std::string> readFile(const std::string& path, std::uint64_t max_bytes) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return fail(osError(path, errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return fail(osError(path, errno));
  if (S_ISDIR(status.st_mode)) return fail(ErrorCode::kIo, path + ": is a folder, not a file");
  std::string content;
  content.reserve(static_cast<std::size_t>(status.st_size));
  char chunk[65536];
  while (true) {
    const ssize_t got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(osError(path, errno));
    if (got == 0) return content;
    content.append(chunk, static_cast<std::size_t>(got));
    if (content.size() > max_bytes) {
      return fail(ErrorCode::kLimit,
                  path + ": larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

Result<> writeFileAtomically(const std::string& path, std::string_view content) {
  const std::string temporary = path + ".tmp" + std::to_string(::getpid());
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) return fail(osError(path, errno));
  int error_number = 0;
  while (!content.empty() && error_number == 0) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written >= 0) {
      content.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error_number = errno;
    }
  }
  if (error_number == 0 && file.close() != 0) error_number = errno;
  if (error_number == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error_number = errno;
  if (error_number == 0) return {};
  ::unlink(temporary.c_str());
  return fail(osError(path, error_number));
}

}  // namespace hrp::base
