#pragma once
// PrivateBytes: bytes that stay as they are while the run lasts, whatever happens to where they
// came from. Few are in memory. Many are in a file of this process alone, mapped read-only: it has
// no name and no open descriptor, so nobody can change or cut it, and the kernel may write its
// pages back and drop them, which it cannot do with memory of the process.
//
//   TMPDIR, else /var/tmp, else /tmp    where that file is, the first that takes it
//   none takes it (full, read-only)     the bytes are in memory after all
//
// Immutable and shared: any thread may read.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::base {

class PrivateBytes {
 public:
  // At most this many stay in memory.
  static constexpr std::size_t kInMemory = 256 << 10;

  explicit PrivateBytes(std::string text) : text_(std::move(text)), bytes_(text_) {}
  ~PrivateBytes();
  PrivateBytes(const PrivateBytes&) = delete;
  PrivateBytes& operator=(const PrivateBytes&) = delete;

  [[nodiscard]] std::string_view view() const { return bytes_; }
  [[nodiscard]] bool inMemory() const { return mapping_ == nullptr; }

 private:
  friend class PrivateBytesWriter;
  PrivateBytes(void* mapping, std::size_t size);

  const std::string text_;
  void* const mapping_ = nullptr;
  const std::string_view bytes_;
};

using PrivateBytesPtr = std::shared_ptr<const PrivateBytes>;

// Takes the bytes piece by piece, so that many are never in memory together. One thread.
class PrivateBytesWriter {
 public:
  // `folders`: where the file may be, the best first; those above by default.
  PrivateBytesWriter();
  explicit PrivateBytesWriter(std::vector<std::string> folders) : folders_(std::move(folders)) {}
  ~PrivateBytesWriter();
  PrivateBytesWriter(const PrivateBytesWriter&) = delete;
  PrivateBytesWriter& operator=(const PrivateBytesWriter&) = delete;

  void append(std::string_view piece);
  // What was appended; nothing is appended afterwards. kIo when the file could not be read again.
  [[nodiscard]] Result<PrivateBytesPtr> finish();

 private:
  void spill();
  [[nodiscard]] bool writeOut();
  void comeBack();

  std::vector<std::string> folders_;  // none: all is in memory
  std::string text_;                  // what is not in the file yet
  int file_ = -1;
  std::size_t written_ = 0;  // bytes of the file
  int error_number_ = 0;     // of reading it
};

// All of a file, a device or a FIFO; errors name the path. kLimit beyond `max_bytes`.
[[nodiscard]] Result<PrivateBytesPtr> readPrivately(const std::string& path,
                                                    std::uint64_t max_bytes);

}  // namespace hrp::base
