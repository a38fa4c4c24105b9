#include "testcase/compile/compile_hooks.hpp"

#include <algorithm>
#include <string_view>

namespace hrp::testcase {
namespace {

// What a hook of this stage may change: `$request` before it is sent, `$response` afterwards.
struct Subject {
  std::string_view name;
  std::string_view long_name;
  [[nodiscard]] bool is(std::string_view text) const { return text == name || text == long_name; }
};

Subject subjectOf(Stage stage) {
  if (stage == Stage::kSend) return {"request", kRequestVariable};
  return {"response", kResponseVariable};
}

bool refersTo(const Subject& subject, const Value& value) {
  const auto names = expression::referencedNames(value);
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return subject.is(name); });
}

// A map given to the other side would be lost without a word.
void refuseOtherSide(const std::string& name, Stage stage, const std::string& field,
                     TemplateCompiler& compiler) {
  const bool setup = stage == Stage::kSend;
  const Subject other = subjectOf(setup ? Stage::kResponse : Stage::kSend);
  if (!other.is(name)) return;
  compiler.diagnose(field, base::Error{base::ErrorCode::kInvalidArgument,
                                       setup ? "there is no response before the request is sent"
                                             : "the request was sent already",
                                       "setup hooks change request, teardown hooks response"});
}

}  // namespace

std::vector<Hook> compileHooks(const std::vector<HookModel>& hooks, Stage stage,
                               TemplateCompiler& compiler, Operation& operation) {
  const Subject subject = subjectOf(stage);
  std::vector<Hook> out;
  for (const HookModel& model : hooks) {
    Hook hook;
    hook.field = model.field;
    hook.value = compiler.value(hook.field, model.value, stage);
    if (model.name.empty()) {
      hook.effect = refersTo(subject, model.value) ? Hook::Effect::kMay : Hook::Effect::kNone;
    } else if (subject.is(model.name)) {
      hook.effect = Hook::Effect::kReplace;
      // The engine makes the map for those who name it; this one may only write it.
      compiler.use(model.name, stage);
    } else {
      refuseOtherSide(model.name, stage, hook.field, compiler);
      hook.effect = Hook::Effect::kAssign;
      hook.slot = compiler.scope().stepSlot(model.name);
      operation.step_slots.push_back(hook.slot);
    }
    out.push_back(std::move(hook));
  }
  return out;
}

}  // namespace hrp::testcase
