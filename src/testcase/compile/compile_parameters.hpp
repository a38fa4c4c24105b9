#pragma once
// Compiles `parameters`; null when there are none.

#include <memory>
#include <vector>

#include "testcase/compile/load_context.hpp"
#include "testcase/compile/template_compiler.hpp"

namespace hrp::testcase {

struct ParameterInput {
  const CaseModel& model;
  TemplateCompiler& compiler;
  LoadContext& context;
  const std::vector<Value>& config_values;
};
[[nodiscard]] base::Result<std::shared_ptr<const ParameterSet>> compileParameterSet(
    const ParameterInput& input);

}  // namespace hrp::testcase
