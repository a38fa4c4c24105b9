#include "hrp/base/files/stored_file.hpp"

#include <unistd.h>

#include <utility>

#include "base/files/file_reading.hpp"
#include "hrp/base/assert.hpp"

namespace hrp::base {
namespace {

constexpr std::uint64_t kMostInMemory = std::uint64_t{4} << 30;

}  // namespace

Result<StoredFilePtr> StoredFile::open(const std::string& path, std::uint64_t kept) {
  auto file = openForReading(path);
  if (!file) return fail(std::move(file.error()));
  if (file->is_regular && file->size > kept) {
    return StoredFilePtr(new StoredFile(path, file->descriptor.release(), file->size));
  }
  auto content = readAll(*file, path, kMostInMemory);
  if (!content) return fail(std::move(content.error()));
  return std::make_shared<const StoredFile>(
      std::make_shared<const std::string>(std::move(*content)));
}

Result<StoredFilePtr> StoredFile::keep(const std::string& path, std::uint64_t most) {
  auto copy = readPrivately(path, most);
  if (!copy) return fail(std::move(copy.error()));
  return std::make_shared<const StoredFile>(std::move(*copy));
}

StoredFile::StoredFile(std::shared_ptr<const std::string> text)
    : text_(std::move(text)), size_(text_->size()) {}

StoredFile::StoredFile(PrivateBytesPtr copy)
    : copy_(std::move(copy)), size_(copy_->view().size()) {}

StoredFile::StoredFile(std::string path, int descriptor, std::uint64_t size)
    : path_(std::move(path)), descriptor_(descriptor), size_(size) {}

StoredFile::~StoredFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<std::string_view> StoredFile::bytes() const {
  if (text_ != nullptr) return *text_;
  if (copy_ != nullptr) return copy_->view();
  return std::nullopt;
}

Result<> StoredFile::read(std::uint64_t at, std::span<char> into) const {
  HRP_ASSERT(at <= size_ && into.size() <= size_ - at);
  if (const auto all = bytes()) {
    all->copy(into.data(), into.size(), at);
    return {};
  }
  const int error_number = readAt(descriptor_, at, into);
  if (error_number == 0) return {};
  if (error_number != kEndsEarly) return fail(fileError(path_, error_number));
  return fail(ErrorCode::kIo, path_ + ": shorter than when it was opened");
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
