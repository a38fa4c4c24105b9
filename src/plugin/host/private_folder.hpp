#pragma once
// PrivateFolder: a folder (mode 0700, in $TMPDIR or /tmp) for files that only this process is to
// use while it runs. The destructor removes it. Of a process that was killed it stays, so whoever
// makes the next one removes those that nobody holds a lock on any more.
//
// Owned by one thread at a time.

#include <sys/types.h>

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "plugin/host/child_process.hpp"

namespace hrp::plugin {

class PrivateFolder {
 public:
  static base::Result<PrivateFolder> make();
  // In another folder than $TMPDIR or /tmp.
  static base::Result<PrivateFolder> makeIn(const std::string& parent);
  ~PrivateFolder();
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }  // absolute, without links
  // A new file, with folders between when its name has some; gives its path. `mode`: what this user
  // may do with it, 0700 for a program.
  [[nodiscard]] base::Result<std::string> write(const std::string& name, std::string_view content,
                                                mode_t mode);

 private:
  PrivateFolder(std::string path, Descriptor lock);
  std::string path_;
  Descriptor lock_;
};

}  // namespace hrp::plugin
