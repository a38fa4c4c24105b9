#pragma once
// StoredFile: the content of a file that is not read once and forgotten. Immutable and shared: any
// thread may read.
//
//   open()   for what is sent as it is, such as an upload: a large file stays on the disk and is
//            read piece by piece, a small one is in memory
//   keep()   for what is looked into all the time, such as a CSV: a copy that stays as it is,
//            with all of its bytes at hand
//   of text  what came over the network or was written by a test

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/base/files/private_bytes.hpp"

namespace hrp::base {

class StoredFile {
 public:
  // Files of up to this many bytes are read when they are opened.
  static constexpr std::uint64_t kKept = 256 << 10;

  // Errors name the path.
  static Result<std::shared_ptr<const StoredFile>> open(const std::string& path,
                                                        std::uint64_t kept = kKept);
  // kLimit beyond `most` bytes.
  static Result<std::shared_ptr<const StoredFile>> keep(const std::string& path,
                                                        std::uint64_t most);
  explicit StoredFile(std::shared_ptr<const std::string> text);
  explicit StoredFile(PrivateBytesPtr copy);
  ~StoredFile();
  StoredFile(const StoredFile&) = delete;
  StoredFile& operator=(const StoredFile&) = delete;

  // Bytes, as they were when it was opened.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // All of it, as long as this file lives; nothing when it is on the disk.
  [[nodiscard]] std::optional<std::string_view> bytes() const;
  // Null unless it is a text in memory.
  [[nodiscard]] const std::shared_ptr<const std::string>& text() const { return text_; }
  // Fills `into` from byte `at`. Fails when the file has become shorter than size() meanwhile.
  [[nodiscard]] Result<> read(std::uint64_t at, std::span<char> into) const;
  // All of it, in memory; kLimit beyond `most` bytes.
  [[nodiscard]] Result<std::shared_ptr<const std::string>> whole(std::uint64_t most) const;

 private:
  StoredFile(std::string path, int descriptor, std::uint64_t size);

  std::shared_ptr<const std::string> text_;
  PrivateBytesPtr copy_;
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

using StoredFilePtr = std::shared_ptr<const StoredFile>;

}  // namespace hrp::base
