#pragma once
// What steps that speak HTTP have in common: where they send to, their header fields and
// parameters, and what they do with the response.

#include <string>
#include <vector>

#include "testcase/steps/step_source.hpp"

namespace hrp::testcase {

[[nodiscard]] VariableRef baseUrl(TemplateCompiler& compiler);
// Diagnoses a constant URL that cannot be one, or that has no host and no base_url.
void checkHost(const std::string& field, const Template& url, const VariableRef& base_url,
               TemplateCompiler& compiler);

[[nodiscard]] std::vector<FieldTemplate> compileFields(const std::string& path, const Value& map,
                                                       TemplateCompiler& compiler);
// Step headers win over config headers of the same name in any case; `:name` is left out.
[[nodiscard]] std::vector<FieldTemplate> mergeHeaders(const TextPairs& config,
                                                      const TextPairs& step,
                                                      TemplateCompiler& compiler);

// `extract` and `validate` of the step.
struct ResponseUse {
  std::vector<Extraction> extractions;
  std::vector<Check> checks;
};
[[nodiscard]] ResponseUse compileResponseUse(const StepModel& model, TemplateCompiler& compiler,
                                             Operation& operation);

}  // namespace hrp::testcase
