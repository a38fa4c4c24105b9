#pragma once
// CaseFinder: arguments (files and folders) → the testcase files they mean, in the order of the
// arguments and, in a folder, of section 1 of the semantics. Used by the loading thread.

#include <optional>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/testcase/file_source.hpp"

namespace hrp::testcase {

struct FoundCase {
  std::string file;                  // absolute; an argument as written when there is no such file
  std::optional<base::Error> error;  // it is not there, or (in a folder) cannot be read
};

[[nodiscard]] std::vector<FoundCase> findCases(const std::vector<std::string>& arguments,
                                               FileSource& disk);

}  // namespace hrp::testcase
