#pragma once
// OutputFile: where figures go that a flag names a file for. It is looked at before anything is
// measured whose figures could then not be kept, and written when there are figures.
//
//   "-"                      standard output
//   a regular file, or none  replaced by a rename, so that nobody reads half a file. Owner and mode
//                            of one that is there stay, and a link to it stays a link to it
//   a regular file that a    written in place: one with several names, or with an owner or in a
//   rename would change      folder that a new file could not have
//   a device, a FIFO, an     written through and never replaced
//   open descriptor (/dev/stdout, /dev/fd/N)
//
// Any thread; one at a time for a file. Errors name the path.

#include <string>
#include <string_view>
#include <utility>

#include "hrp/base/error.hpp"

namespace hrp::base {

class OutputFile {
 public:
  explicit OutputFile(std::string path) : path_(std::move(path)) {}

  // Fails when it could not be written now: a folder, a folder that is missing, no permission.
  // Leaves everything as it was.
  [[nodiscard]] Result<> check() const;

  // Puts `content` in place of what was there. Waits for whoever reads a FIFO or a descriptor for
  // at most 10 s without a byte taken. Signals for a broken pipe (SIGPIPE) and a file beyond its
  // limit (SIGXFSZ) have to be ignored for their errors to come.
  [[nodiscard]] Result<> write(std::string_view content) const;

  // A text that all names of one file share, whatever links lead there, also when there is none
  // yet. Empty: a device, which several may have. Fails as check() does.
  [[nodiscard]] Result<std::string> identity() const;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The identity of a file that is read; empty when there is no regular file.
[[nodiscard]] std::string identityOfInput(const std::string& path);

}  // namespace hrp::base
