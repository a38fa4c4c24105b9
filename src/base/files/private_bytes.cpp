#include "hrp/base/files/private_bytes.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/descriptor.hpp"
#include "base/files/file_reading.hpp"
#include "base/files/unnamed_file.hpp"

namespace hrp::base {
PrivateBytes::PrivateBytes(void* mapping, std::size_t size)
    : mapping_(mapping), bytes_(static_cast<const char*>(mapping), size) {}

PrivateBytes::~PrivateBytes() {
  if (mapping_ != nullptr) ::munmap(mapping_, bytes_.size());
}

PrivateBytesWriter::PrivateBytesWriter() : PrivateBytesWriter(temporaryFolders()) {}

PrivateBytesWriter::~PrivateBytesWriter() {
  if (file_ >= 0) ::close(file_);
}

void PrivateBytesWriter::append(std::string_view piece) {
  while (!piece.empty()) {
    // In memory for good, there is no end to fill up to.
    const bool spills = !folders_.empty();
    const std::size_t room = spills ? PrivateBytes::kInMemory - text_.size() : piece.size();
    const std::string_view fits = piece.substr(0, room);
    text_ += fits;
    piece.remove_prefix(fits.size());
    if (!piece.empty()) spill();
  }
}

void PrivateBytesWriter::spill() {
  while (!folders_.empty()) {
    if (file_ < 0) file_ = openUnnamed(folders_.front());
    if (file_ >= 0 && writeOut()) return;
    if (file_ >= 0) comeBack();
    folders_.erase(folders_.begin());
  }
}

bool PrivateBytesWriter::writeOut() {
  std::size_t done = 0;
  while (done < text_.size()) {
    const ssize_t count = ::pwrite(file_, text_.data() + done, text_.size() - done,
                                   static_cast<off_t>(written_ + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  written_ += done;
  text_.clear();
  return true;
}

// The file does not take more: what it has is in memory again, before what it did not take.
void PrivateBytesWriter::comeBack() {
  std::string all(written_, '\0');
  if (const int done = readAt(file_, 0, all); done != 0) error_number_ = done > 0 ? done : EIO;
  all += text_;
  text_ = std::move(all);
  written_ = 0;
  ::close(file_);
  file_ = -1;
}

Result<PrivateBytesPtr> PrivateBytesWriter::finish() {
  if (file_ >= 0) spill();
  if (file_ >= 0) {
    void* const mapping = ::mmap(nullptr, written_, PROT_READ, MAP_PRIVATE, file_, 0);
    if (mapping != MAP_FAILED) return PrivateBytesPtr(new PrivateBytes(mapping, written_));
    comeBack();
  }
  if (error_number_ != 0) {
    return fail(fileError("a temporary file", error_number_));
  }
  return std::make_shared<const PrivateBytes>(std::move(text_));
}

Result<PrivateBytesPtr> readPrivately(const std::string& path, std::uint64_t max_bytes) {
  const auto file = openForReading(path);
  if (!file) return fail(file.error());
  PrivateBytesWriter writer;
  auto done = readPieces(*file, path, max_bytes, [&writer](auto piece) { writer.append(piece); });
  if (!done) return fail(std::move(done.error()));
  auto bytes = writer.finish();
  if (!bytes) return fail(bytes.error().within(path));
  return bytes;
}

}  // namespace hrp::base
