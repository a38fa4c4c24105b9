#include "hrp/base/files/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/descriptor.hpp"
#include "base/files/file_reading.hpp"

namespace hrp::base {
Result<std::string> readFile(const std::string& path, std::uint64_t max_bytes) {
  const auto file = openForReading(path);
  if (!file) return fail(file.error());
  return readAll(*file, path, max_bytes);
}

Result<> writeFileAtomically(const std::string& path, std::string_view content) {
  const std::string temporary = path + ".tmp" + std::to_string(::getpid());
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) return fail(fileError(path, errno));
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
  return fail(fileError(path, error_number));
}

}  // namespace hrp::base
