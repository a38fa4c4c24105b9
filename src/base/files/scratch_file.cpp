#include "hrp/base/files/scratch_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/files/unnamed_file.hpp"

namespace hrp::base {
namespace {

tl::unexpected<Error> scratchProblem() {
  return fail(ErrorCode::kIo, "a temporary file: " + std::generic_category().message(errno));
}

}  // namespace

Result<ScratchFile> ScratchFile::make() {
  for (const std::string& folder : temporaryFolders()) {
    const int descriptor = openUnnamed(folder);
    if (descriptor >= 0) return ScratchFile(descriptor);
  }
  return scratchProblem();
}

ScratchFile::ScratchFile(ScratchFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

ScratchFile::~ScratchFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string ScratchFile::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

Result<> ScratchFile::clear() {
  if (::ftruncate(descriptor_, 0) == 0 && ::lseek(descriptor_, 0, SEEK_SET) == 0) return {};
  return scratchProblem();
}

}  // namespace hrp::base
