#include "hrp/base/files/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/files/output_place.hpp"

namespace hrp::base {
namespace {

int writeThrough(const OutputPlace& place, std::string_view content) {
  int number = -1;
  if (const int error_number = openThrough(place, number); error_number != 0) return error_number;
  Descriptor file(number);
  const int error_number = writePatiently(file.get(), content);
  return error_number != 0 || file.close() == 0 ? error_number : errno;
}

int writeInPlace(const OutputPlace& place, std::string_view content) {
  Descriptor file(::open(place.target.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (file.get() < 0) return errno;
  const int error_number = writeRegular(file.get(), content);
  return error_number != 0 || file.close() == 0 ? error_number : errno;
}

Result<> replace(const OutputPlace& place, const std::string& path, std::string_view content) {
  auto made = makeBesideOutput(place, path);
  if (!made) return fail(std::move(made.error()));
  struct stat old {};
  if (::lstat(place.target.c_str(), &old) == 0) {
    static_cast<void>(takeLooksOf(made->descriptor.get(), old));  // looked at a moment ago
  }
  int error_number = writeRegular(made->descriptor.get(), content);
  if (error_number == 0 && made->descriptor.close() != 0) error_number = errno;
  if (error_number == 0 && std::rename(made->path.c_str(), place.target.c_str()) != 0) {
    error_number = errno;
  }
  if (error_number == 0) return {};
  ::unlink(made->path.c_str());
  return outputProblem(path, error_number);
}

std::string identityOf(const struct stat& status) {
  return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

}  // namespace

Result<std::string> OutputFile::identity() const {
  const auto place = lookAtOutput(path_);
  if (!place) return fail(place.error());
  struct stat status {};
  if (place->way == OutputPlace::Way::kDescriptor) {
    const bool is_open = ::fstat(place->descriptor, &status) == 0;  // closed is found when written
    if (is_open && S_ISREG(status.st_mode)) return identityOf(status);
    return "descriptor " + std::to_string(place->descriptor);
  }
  if (::lstat(place->target.c_str(), &status) == 0) {
    return S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode) ? "" : identityOf(status);
  }
  // It is not there yet, and its folder may have several names too.
  if (::stat(place->folder.c_str(), &status) != 0) return outputProblem(path_, errno);
  return identityOf(status) + place->target.substr(place->target.rfind('/'));
}

std::string identityOfInput(const std::string& path) {
  struct stat status {};
  const bool is_file = ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  return is_file ? identityOf(status) : "";
}

Result<> OutputFile::check() const {
  const auto place = lookAtOutput(path_);
  return place ? Result<>{} : Result<>(fail(place.error()));
}

Result<> OutputFile::write(std::string_view content) const {
  // Looked at anew: a run may have gone on for hours.
  const auto place = lookAtOutput(path_);
  if (!place) return fail(place.error());
  int error_number = 0;
  switch (place->way) {
    case OutputPlace::Way::kReplace:
      return replace(*place, path_, content);
    case OutputPlace::Way::kInPlace:
      error_number = writeInPlace(*place, content);
      break;
    case OutputPlace::Way::kThrough:
      error_number = writeThrough(*place, content);
      break;
    case OutputPlace::Way::kDescriptor:
      error_number = writePatiently(place->descriptor, content);
      break;
  }
  return error_number == 0 ? Result<>{} : Result<>(outputProblem(path_, error_number));
}

}  // namespace hrp::base
