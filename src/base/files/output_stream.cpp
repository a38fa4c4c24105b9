#include "hrp/base/files/output_stream.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/output_place.hpp"
#include "hrp/base/assert.hpp"

namespace hrp::base {

Result<> OutputStream::begin() {
  if (regular_) close();
  if (descriptor_ >= 0) return {};
  const auto place = lookAtOutput(path_);
  if (!place) return fail(place.error());
  using Way = OutputPlace::Way;
  regular_ = place->way == Way::kReplace || place->way == Way::kInPlace;
  owned_ = place->way != Way::kDescriptor;
  if (!owned_) {
    descriptor_ = place->descriptor;
    return {};
  }
  int error_number = 0;
  if (regular_) {
    constexpr ::mode_t kStreamMode = 0644;
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    descriptor_ = ::open(place->target.c_str(), flags, kStreamMode);
    if (descriptor_ < 0) error_number = errno;
  } else {
    error_number = openThrough(*place, descriptor_);
  }
  return error_number == 0 ? Result<>{} : Result<>(outputProblem(path_, error_number));
}

Result<> OutputStream::append(std::string_view bytes) {
  HRP_ASSERT(descriptor_ >= 0);
  const int error_number =
      regular_ ? writeRegular(descriptor_, bytes) : writePatiently(descriptor_, bytes);
  return error_number == 0 ? Result<>{} : Result<>(outputProblem(path_, error_number));
}

void OutputStream::close() {
  if (descriptor_ >= 0 && owned_) ::close(descriptor_);
  descriptor_ = -1;
  regular_ = owned_ = false;
}

}  // namespace hrp::base
