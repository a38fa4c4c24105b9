#pragma once
// What the fuzz targets of the two loaders share: a testcase file of any content loads to programs
// or to an error that names the file.

#include <cstdlib>
#include <string>
#include <string_view>

#include "hrp/testcase/loader.hpp"
#include "support/memory_files.hpp"

namespace hrp::testing {

inline void fuzzLoader(const std::string& name, std::string_view content) {
  MemoryFiles files;
  files.add(name, std::string(content));
  files.add("rows.csv", "user,age\nann,1\nbob,2\n");
  files.add("api/get.yml", "request: {url: /}\n");
  const auto loaded = testcase::loadBundle(files.bundle({name}));
  if (!loaded) {
    if (loaded.error().message.find(name) == std::string::npos) std::abort();
    return;
  }
  if (loaded->programs.size() != 1) std::abort();
  for (const auto& diagnostic : loaded->programs.front()->diagnostics) {
    if (diagnostic.error.message.empty()) std::abort();
  }
}

}  // namespace hrp::testing
