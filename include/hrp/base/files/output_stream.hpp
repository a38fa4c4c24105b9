#pragma once
// OutputStream: where figures go that are written while a run goes on, under a name that a flag
// gives. What a killed process had handed to append() is in the file.
//
//   "-"                              standard output
//   a regular file, or none          begun anew and written in place; a link to it stays one
//   a device, a FIFO, an open        opened once, written through and never replaced
//   descriptor (/dev/fd/N)
//
// Owned by one thread. Errors name the path. Waits for whoever reads a FIFO or a descriptor for at
// most 10 s without a byte taken; SIGPIPE and SIGXFSZ have to be ignored, as for OutputFile, whose
// check() is to be asked before anything is measured.

#include <string>
#include <string_view>
#include <utility>

#include "hrp/base/error.hpp"

namespace hrp::base {

class OutputStream {
 public:
  explicit OutputStream(std::string path) : path_(std::move(path)) {}
  ~OutputStream() { close(); }
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  // Once more: a regular file begins anew, everything else goes on.
  [[nodiscard]] Result<> begin();
  // Between begin() and close().
  [[nodiscard]] Result<> append(std::string_view bytes);
  void close();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  bool owned_ = false;    // not one that the process had
  bool regular_ = false;  // a file that begins anew
};

}  // namespace hrp::base
