#pragma once
// ScratchFile: a file without a name, for what one part of a process writes and another reads: it
// is gone with the process, however that ends. Owned by one thread; it is opened by its path as
// often as needed, which is good for this process only.

#include <string>

#include "hrp/base/error.hpp"

namespace hrp::base {

class ScratchFile {
 public:
  // In TMPDIR, else /var/tmp, else /tmp.
  [[nodiscard]] static Result<ScratchFile> make();
  ScratchFile(ScratchFile&& other) noexcept;
  ScratchFile& operator=(ScratchFile&&) = delete;
  ~ScratchFile();

  [[nodiscard]] std::string path() const;
  // What is written from then on begins at its start.
  [[nodiscard]] Result<> clear();

 private:
  explicit ScratchFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace hrp::base
