// The branch from the number of a kind to what runs its steps, made of the list of kinds.

#include "engine/users/step_run.hpp"
#include "hrp/base/assert.hpp"
#include "hrp/testcase/step_kinds.hpp"

namespace hrp::testcase {

#define HRP_DECLARE(Step) struct Step;
HRP_STEP_KINDS(HRP_DECLARE)
#undef HRP_DECLARE

}  // namespace hrp::testcase

namespace hrp::engine {

#define HRP_DECLARE(Step)                                                       \
  template <>                                                                   \
  bool StepRun<testcase::Step>::plan(const testcase::Operation& operation,      \
                                     const StepPlanning& with, StepPlan& plan); \
  template <>                                                                   \
  StepFailure StepRun<testcase::Step>::prepare(User& user);                     \
  template <>                                                                   \
  Progress StepRun<testcase::Step>::begin(User& user);                          \
  template <>                                                                   \
  void StepRun<testcase::Step>::woken(User& user, Wake by);                     \
  template <>                                                                   \
  void StepRun<testcase::Step>::cancel(User& user);
HRP_STEP_KINDS(HRP_DECLARE)
#undef HRP_DECLARE

namespace {

enum Kind : std::uint8_t {
#define HRP_NUMBER(Step) k##Step,
  HRP_STEP_KINDS(HRP_NUMBER)
#undef HRP_NUMBER
};

// Calls `act` with the StepRun of the kind. Most steps are requests, so these are looked for first.
template <class Act>
[[gnu::always_inline]] inline decltype(auto) ofKind(std::uint8_t kind, Act act) {
  if (kind == kRequestStep) [[likely]]
    return act(StepRun<testcase::RequestStep>());
#define HRP_BRANCH(Step) \
  if (kind == k##Step) return act(StepRun<testcase::Step>());
  HRP_STEP_KINDS(HRP_BRANCH)
#undef HRP_BRANCH
  HRP_ASSERT(false && "a kind that is in the list");
  return act(StepRun<testcase::RequestStep>());
}

}  // namespace

StepPlan planStep(const testcase::Operation& operation, const StepPlanning& with) {
  StepPlan plan;
#define HRP_PLAN(Step) \
  plan.kind = k##Step; \
  if (StepRun<testcase::Step>::plan(operation, with, plan)) return plan;
  HRP_STEP_KINDS(HRP_PLAN)
#undef HRP_PLAN
  HRP_ASSERT(false && "a step of a kind that is in the list");
  return plan;
}

StepFailure prepareStep(std::uint8_t kind, User& user) {
  return ofKind(kind, [&](auto run) { return run.prepare(user); });
}

Progress beginStep(std::uint8_t kind, User& user) {
  return ofKind(kind, [&](auto run) { return run.begin(user); });
}

void wakeStep(std::uint8_t kind, User& user, Wake by) {
  return ofKind(kind, [&](auto run) { run.woken(user, by); });
}

void cancelStep(std::uint8_t kind, User& user) {
  return ofKind(kind, [&](auto run) { run.cancel(user); });
}

}  // namespace hrp::engine
