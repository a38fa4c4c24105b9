#pragma once
// Bundle: everything a worker needs to run: the testcase arguments and every file that loading them
// touched (testcases, api files, CSV, .env, uploads), with the master's working folder, so that
// relative paths mean the same. Immutable once made; travels in chunks, named by its hash.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/testcase/file_source.hpp"

namespace hrp::testcase {

struct Bundle {
  std::string working_folder;
  std::vector<std::string> testcase_files;           // absolute, in the order they were loaded
  std::map<std::string, base::StoredFilePtr> files;  // by absolute path

  // MessagePack; decode() checks every field and the bounds.
  [[nodiscard]] base::Result<std::string> encode() const;
  [[nodiscard]] static base::Result<Bundle> decode(std::string_view bytes);
};

// SHA-256 in hex; the name of an encoded bundle.
[[nodiscard]] std::string bundleHash(std::string_view encoded);

// Files of a bundle, for the loader on a worker.
[[nodiscard]] std::unique_ptr<FileSource> bundleFiles(std::shared_ptr<const Bundle> bundle);

}  // namespace hrp::testcase
