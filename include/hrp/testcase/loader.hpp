#pragma once
// Loading: arguments (files and folders) → Workload and Bundle. All files are read, every reference
// is resolved and everything checkable is checked here, before the first request.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/custom_function.hpp"
#include "hrp/testcase/bundle.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::testcase {

// What is wrong with a URL that has a scheme, or nothing.
using UrlCheck = std::function<base::Result<>(std::string_view url)>;

struct LoadOptions {
  // Fields that hrp does not know are an error that names each with its file, step and path, and
  // the field that was perhaps meant. Otherwise they are ignored.
  bool strict = false;
  // Files that exist in memory only, by path relative to the working folder; they stand over those
  // of the disk. The bundle carries them like any other.
  std::map<std::string, std::string> texts{};
  // Opens a debugtalk.py when a testcase calls a function; empty: it has no functions to call.
  expression::OpenCustomFunctions open_functions{};
  // Looks at each URL that is a constant; empty: what cannot be sent to shows itself in the run.
  UrlCheck check_url{};
};

struct Loaded {
  Workload workload;
  std::shared_ptr<const Bundle> bundle;
};

// Fails for what cannot be loaded at all; what a step can fail with later is in the programs'
// diagnostics. No testcase in the arguments: kNotFound, "no valid testcase found".
[[nodiscard]] base::Result<Loaded> loadTestcases(const std::vector<std::string>& arguments,
                                                 const std::string& working_folder,
                                                 const LoadOptions& options = {});

// On a worker: the same from a bundle.
[[nodiscard]] base::Result<Workload> loadBundle(const std::shared_ptr<const Bundle>& bundle,
                                                const LoadOptions& options = {});

// The first diagnostic of any program as an error, with how many more there are; what boom does.
[[nodiscard]] base::Result<> refuseDiagnostics(const Workload& workload);

}  // namespace hrp::testcase
