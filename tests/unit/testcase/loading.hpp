#pragma once
// Short cuts of this room's tests: load testcases from memory.

#include <gtest/gtest.h>

#include "hrp/testcase/loader.hpp"
#include "support/memory_files.hpp"

namespace hrp::testcase {

using Texts = std::map<std::string, std::string>;

inline base::Result<Workload> load(const Texts& texts, const std::string& file,
                                   const LoadOptions& options = {}) {
  return loadBundle(hrp::testing::MemoryFiles(texts).bundle({file}), options);
}

// The program of "case.yaml"; a failure of the test when it does not load.
inline std::shared_ptr<const Program> program(const std::string& yaml, Texts others = {}) {
  others["case.yaml"] = yaml;
  auto workload = load(others, "case.yaml");
  if (workload) return workload->programs.front();
  ADD_FAILURE() << workload.error().message;
  return std::make_shared<Program>();
}

// The message with which "case.yaml" does not load.
inline std::string loadError(const std::string& yaml, Texts others = {}) {
  others["case.yaml"] = yaml;
  const auto workload = load(others, "case.yaml");
  return workload ? "loaded" : workload.error().message;
}

inline std::vector<std::string> diagnostics(const Program& program) {
  std::vector<std::string> texts;
  for (const auto& diagnostic : program.diagnostics) texts.push_back(diagnostic.text());
  return texts;
}

}  // namespace hrp::testcase
