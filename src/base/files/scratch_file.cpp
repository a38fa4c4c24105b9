#include "hrp/base/files/scratch_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace hrp::base {
namespace {

constexpr ::mode_t kOwnerOnly = 0600;

tl::unexpected<Error> scratchProblem(const std::string& what) {
  return fail(ErrorCode::kIo, what + ": " + std::generic_category().message(errno));
}

// A file system without O_TMPFILE: one with a name, which goes at once.
int makeUnnamed(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kOwnerOnly);
  if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return descriptor;
  std::string name = folder + "/.hrp-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

Result<ScratchFile> ScratchFile::make() {
  const char* named = ::getenv("TMPDIR");
  const std::string folder = named == nullptr || *named == '\0' ? "/tmp" : named;
  const int descriptor = makeUnnamed(folder);
  if (descriptor < 0) return scratchProblem(folder);
  return ScratchFile(descriptor);
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
  return scratchProblem("scratch file");
}

}  // namespace hrp::base
