#include "hrp/base/files/stored_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "hrp/base/assert.hpp"
#include "hrp/base/files/file.hpp"

namespace hrp::base {
namespace {

tl::unexpected<Error> fileProblem(const std::string& path, int error_number) {
  const ErrorCode code = error_number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return fail(code, path + ": " + std::generic_category().message(error_number));
}

}  // namespace

Result<StoredFilePtr> StoredFile::open(const std::string& path, std::uint64_t kept) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fileProblem(path, errno);
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (known && S_ISREG(status.st_mode) && size > kept) {
    return StoredFilePtr(new StoredFile(path, descriptor, size));
  }
  ::close(descriptor);
  auto content = readFile(path);
  if (!content) return fail(std::move(content.error()));
  return std::make_shared<const StoredFile>(
      std::make_shared<const std::string>(std::move(*content)));
}

StoredFile::StoredFile(std::shared_ptr<const std::string> text)
    : text_(std::move(text)), size_(text_->size()) {}

StoredFile::StoredFile(std::string path, int descriptor, std::uint64_t size)
    : path_(std::move(path)), descriptor_(descriptor), size_(size) {}

StoredFile::~StoredFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<> StoredFile::read(std::uint64_t at, std::span<char> into) const {
  HRP_ASSERT(at <= size_ && into.size() <= size_ - at);
  if (text_ != nullptr) {
    text_->copy(into.data(), into.size(), at);
    return {};
  }
  while (!into.empty()) {
    const ssize_t got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fileProblem(path_, errno);
    if (got == 0) return fail(ErrorCode::kIo, path_ + ": shorter than when it was opened");
    at += static_cast<std::uint64_t>(got);
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<std::shared_ptr<const std::string>> StoredFile::whole(std::uint64_t most) const {
  if (size_ > most) {
    return fail(ErrorCode::kLimit, path_ + ": larger than " + std::to_string(most) + " bytes");
  }
  if (text_ != nullptr) return text_;
  std::string content(size_, '\0');
  if (auto done = read(0, content); !done) return fail(std::move(done.error()));
  return std::make_shared<const std::string>(std::move(content));
}

}  // namespace hrp::base
