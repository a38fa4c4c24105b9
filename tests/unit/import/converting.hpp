#pragma once
// Short cuts of the converters' tests: convert from memory, and run what came out.

#include "hrp/import/convert.hpp"
#include "support/program_walker.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::import {

using testcase::load;
using testcase::Texts;

inline base::Result<Converted> convertText(const std::string& text, const std::string& file,
                                           const Texts& others = {}) {
  hrp::testing::MemoryFiles files(others);
  return convertDocument(text, file, files);
}

inline std::string convertError(const std::string& text, const std::string& file,
                                const Texts& others = {}) {
  const auto converted = convertText(text, file, others);
  return converted ? "converted" : converted.error().message;
}

// The requests of a testcase in the format; a failure of the test when it does not load or run.
inline std::vector<expression::Value> runDocument(const OrderedValue& document, TextFormat format,
                                                  const Texts& others = {}) {
  const std::string file = format == TextFormat::kYaml ? "case.yaml" : "case.json";
  Texts texts = others;
  texts[file] = writeDocument(document, format);
  const auto workload = load(texts, file);
  if (!workload) {
    ADD_FAILURE() << workload.error().message << "\n" << texts[file];
    return {};
  }
  const auto refused = testcase::refuseDiagnostics(*workload);
  EXPECT_TRUE(refused.has_value()) << refused.error().message << "\n" << texts[file];
  hrp::testing::ProgramWalker walker(*workload->programs.front());
  walker.run();
  // Checks of a recorded status do not hold against the walker's own answers.
  return walker.requests;
}

// The requests that a converted source gives; both formats have to give the same.
inline std::vector<expression::Value> requestsOf(const std::string& text, const std::string& file,
                                                 const Texts& others = {}) {
  const auto converted = convertText(text, file, others);
  if (!converted) {
    ADD_FAILURE() << converted.error().message;
    return {};
  }
  auto requests = runDocument(converted->testcase, TextFormat::kYaml, others);
  EXPECT_EQ(requests, runDocument(converted->testcase, TextFormat::kJson, others));
  return requests;
}

inline expression::Value requestOf(const std::string& text, const std::string& file,
                                   const Texts& others = {}) {
  const auto requests = requestsOf(text, file, others);
  EXPECT_EQ(requests.size(), 1u);
  return requests.empty() ? expression::Value() : requests.front();
}

}  // namespace hrp::import
