#include "base/files/unnamed_file.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <utility>

#include "hrp/base/machine/environment.hpp"

namespace hrp::base {

std::vector<std::string> temporaryFolders() {
  std::vector<std::string> folders;
  if (auto own = environmentVariable("TMPDIR"); own && !own->empty()) {
    folders.push_back(std::move(*own));
  }
  folders.insert(folders.end(), {"/var/tmp", "/tmp"});
  return folders;
}

int openUnnamed(const std::string& folder) {
  std::string path = folder + "/hrp-XXXXXX";
  const int file = ::mkostemp(path.data(), O_CLOEXEC);
  if (file >= 0) ::unlink(path.c_str());
  return file;
}

}  // namespace hrp::base
