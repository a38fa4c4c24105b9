#pragma once
// OutputPlace: what the name of an output file leads to and how it has to be written, for those
// that write it once (OutputFile) and those that write it as they go (OutputStream). Private to
// base; no state; errors name the path.

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "hrp/base/error.hpp"

namespace hrp::base {

struct OutputPlace {
  enum class Way { kReplace, kInPlace, kThrough, kDescriptor };
  Way way = Way::kReplace;
  std::string folder{};  // real path of what holds it
  std::string target{};  // behind all links
  int descriptor = -1;   // of kDescriptor; not ours to close
};

// Fails when it could not be written now; leaves everything as it was.
[[nodiscard]] Result<OutputPlace> lookAtOutput(const std::string& path);
[[nodiscard]] tl::unexpected<Error> outputProblem(const std::string& path, int error_number);

// A new file in the folder, under a name that nobody can have foreseen.
struct NewOutput {
  Descriptor descriptor;
  std::string path;
};
[[nodiscard]] Result<NewOutput> makeBesideOutput(const OutputPlace& place, const std::string& path);
// Gives a new file owner and mode of one with this status; false: it cannot look like it.
bool takeLooksOf(int descriptor, const struct stat& old);

// The rest: zero, or the number of the error.
[[nodiscard]] int writeRegular(int descriptor, std::string_view content);
// Into what may have a reader, which may take no byte for at most 10 s.
[[nodiscard]] int writePatiently(int descriptor, std::string_view content);
// A device or a FIFO, for writing; waits as long for somebody who reads it.
[[nodiscard]] int openThrough(const OutputPlace& place, int& descriptor);

}  // namespace hrp::base
