#pragma once
// The hooks of one list: at Stage::kSend those of setup, at Stage::kResponse those of teardown.
// What they assign is a variable of the step from there on.

#include <vector>

#include "testcase/compile/template_compiler.hpp"

namespace hrp::testcase {

[[nodiscard]] std::vector<Hook> compileHooks(const std::vector<HookModel>& hooks, Stage stage,
                                             TemplateCompiler& compiler, Operation& operation);

}  // namespace hrp::testcase
