#pragma once
// Hooks: the setup and teardown hooks of a step. Each is evaluated in its turn; what it gives is
// dropped, becomes a variable of the step, or replaces `$request` or `$response`.
//
// Pure apart from the functions that are called. Run again from the first hook with the same slots
// it does the same, so a caller may break off and repeat.

#include <optional>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/template.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

struct HookSubject {
  std::optional<expression::Slot> slot;  // of `$request` or `$response`; none: nobody reads it
  bool (*is)(const expression::Value& value) = nullptr;  // a map that can take its place
};
[[nodiscard]] bool isRequestMap(const expression::Value& value);
[[nodiscard]] bool isResponseMap(const expression::Value& value);

// True when the subject was replaced. Errors name the hook.
[[nodiscard]] base::Result<bool> runHooks(const std::vector<testcase::Hook>& hooks,
                                          const HookSubject& subject,
                                          std::vector<expression::Value>& slots,
                                          expression::FunctionContext& functions);

}  // namespace hrp::engine
