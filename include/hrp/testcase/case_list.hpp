#pragma once
// CaseList: the testcases of `hrp run` in the order in which they run. Unlike loadTestcases(), a
// file that cannot be used does not keep the others from running: its error stands in its place.
//
// All files are read before the first one runs, so `.env` values are visible to all.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/testcase/loader.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::testcase {

struct ListedCase {
  std::string file;
  std::shared_ptr<const Program> program;  // null: `error` says why
  base::Error error;
  // The file was read but its config or parameters cannot be used: the run ends where it stands
  // (section 12 of the semantics).
  bool ends_run = false;
};

struct CaseList {
  std::vector<ListedCase> cases;
  Workload workload;  // without programs: what the functions of all of them may read
};

// An argument that is no file or folder is a case with an error. No testcase at all: empty.
[[nodiscard]] CaseList listTestcases(const std::vector<std::string>& arguments,
                                     const std::string& working_folder,
                                     const LoadOptions& options = {});

}  // namespace hrp::testcase
