#include "engine/steps/step_hooks.hpp"

#include <utility>

namespace hrp::engine {

using expression::Value;
using testcase::Hook;

bool isRequestMap(const Value& value) {
  return value.is_object() && value.contains("method") && value.contains("url");
}

bool isResponseMap(const Value& value) {
  return value.is_object() && value.contains("status_code") && value.contains("headers");
}

base::Result<bool> runHooks(const std::vector<Hook>& hooks, const HookSubject& subject,
                            std::vector<Value>& slots, expression::FunctionContext& functions) {
  bool replaced = false;
  for (const Hook& hook : hooks) {
    if (hook.effect == Hook::Effect::kNone && hook.value.isConstant()) continue;
    auto value = hook.value.evaluate({slots, &functions});
    if (!value) return base::fail(value.error().within(hook.field));
    switch (hook.effect) {
      case Hook::Effect::kNone:
        break;
      case Hook::Effect::kAssign:
        slots[hook.slot] = std::move(*value);
        break;
      case Hook::Effect::kReplace:
        if (!value->is_object()) {
          return base::fail(base::ErrorCode::kInvalidArgument,
                            hook.field + ": expected a map, got " + expression::toText(*value));
        }
        slots[*subject.slot].update(*value);
        replaced = true;
        break;
      case Hook::Effect::kMay:
        if (!subject.is(*value) || slots[*subject.slot] == *value) break;
        slots[*subject.slot] = std::move(*value);
        replaced = true;
        break;
    }
  }
  return replaced;
}

}  // namespace hrp::engine
