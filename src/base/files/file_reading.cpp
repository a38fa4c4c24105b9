#include "base/files/file_reading.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace hrp::base {

Error fileError(const std::string& path, int error_number) {
  const ErrorCode code = error_number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return Error{code, path + ": " + std::generic_category().message(error_number), {}};
}

Result<OpenedFile> openForReading(const std::string& path) {
  OpenedFile file{Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC))};
  if (file.descriptor.get() < 0) return fail(fileError(path, errno));
  struct stat status {};
  if (::fstat(file.descriptor.get(), &status) != 0) return fail(fileError(path, errno));
  if (S_ISDIR(status.st_mode)) return fail(ErrorCode::kIo, path + ": is a folder, not a file");
  file.size = static_cast<std::uint64_t>(status.st_size);
  file.is_regular = S_ISREG(status.st_mode);
  return file;
}

Result<> readPieces(const OpenedFile& file, const std::string& path, std::uint64_t max_bytes,
                    const std::function<void(std::string_view)>& take) {
  std::array<char, 65536> piece;
  std::uint64_t size = 0;
  while (true) {
    const ssize_t got = ::read(file.descriptor.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(fileError(path, errno));
    if (got == 0) return {};
    size += static_cast<std::uint64_t>(got);
    if (size > max_bytes) {
      return fail(ErrorCode::kLimit,
                  path + ": larger than " + std::to_string(max_bytes) + " bytes");
    }
    take({piece.data(), static_cast<std::size_t>(got)});
  }
}

Result<std::string> readAll(const OpenedFile& file, const std::string& path,
                            std::uint64_t max_bytes) {
  std::string content;
  content.reserve(static_cast<std::size_t>(std::min(file.size, max_bytes)));
  auto done = readPieces(file, path, max_bytes, [&content](auto piece) { content += piece; });
  if (!done) return fail(std::move(done.error()));
  return content;
}

int readAt(int descriptor, std::uint64_t at, std::span<char> into) {
  while (!into.empty()) {
    const ssize_t got = ::pread(descriptor, into.data(), into.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) return kEndsEarly;
    at += static_cast<std::uint64_t>(got);
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return 0;
}

}  // namespace hrp::base
