#pragma once
// StepRun: what a kind of step does when a user comes to one of its steps. The user walks from
// operation to operation (user.hpp); what happens at one is up to its kind. A kind is one file,
// engine/steps/<kind>.cpp, that specialises the five functions of StepRun for the type its steps
// are compiled to, and a line in HRP_STEP_KINDS. Nothing is virtual: step_list.cpp makes a branch
// of the list.
//
// Everything is called on the user's thread. What a step needs between two calls is a StepState
// that the kind hands to the user, so that a user between two steps holds none of it; what a kind
// keeps from one of its steps to the next is a StepKeep.
//
// The order of calls, for each operation that a user comes to:
//
//  a step that passes        prepare, begin → kGoesOn           (a transaction, a call)
//                            prepare, begin → kWaits, [woken …], user.over()
//                                                               (a request, a think time)
//  a step that fails         prepare → failure, cancel
//                            … or user.over(failure), whatever came before
//  one that waits for a      prepare, which finds that a value is missing; the user waits;
//  custom function           prepare again, from the start and with the same result up to there …
//                            begin; and where the response is judged by functions:
//                            begin → kWaits, user.waitsForFunction() → true, woken(kAnswer) …
//  `sleep` in its variables  prepare, the user waits, begin
//  one that is cancelled     prepare, [begin → kWaits,] cancel, nothing after that. A stop cancels
//  by a stop                 what waitFor() waits for; it lets end what waitForOutcome() waits for.
//  one that outlives its     prepare, begin → kWaits by waitForOutcome(), the stop, …, the drain is
//  drain                     over: cancel, which counts what has happened already
//  one at which case_timeout prepare, [begin → kWaits by waitFor(), woken(kTimer) before its time,]
//  ends the iteration        user.over(), or cancel where nothing was begun
//
// Whoever is told of a cancel, has called user.over() or returned kGoesOn has given its StepState
// back, and calls nothing of the user afterwards: in user.over() it may have ended.

#include "engine/responses/step_checks.hpp"
#include "engine/run/run_plan.hpp"

namespace hrp::engine {

class User;

enum class Progress : std::uint8_t {
  kGoesOn,  // the step is over: user.stepOver(), enterCase() or leaveCase() said where to go
  kWaits,   // what it waits for goes on with it
};

enum class Wake : std::uint8_t {
  kTimer,   // the time that it waits is over, or that of the testcase
  kAnswer,  // a function that it waits for has answered: evaluate again
};

template <class Step>
struct StepRun {
  // Once, before the run: fills in `plan` and prepares what is the same for all users. False: the
  // operation is of another kind.
  [[nodiscard]] static bool plan(const testcase::Operation& operation, const StepPlanning& with,
                                 StepPlan& plan);
  // Evaluates what the step needs; its variables have their values. Begins nothing that could be
  // seen from outside, as it may be repeated or cancelled.
  [[nodiscard]] static StepFailure prepare(User& user);
  [[nodiscard]] static Progress begin(User& user);
  // Only while the step waits.
  static void woken(User& user, Wake by);
  // Gives up a step that prepare() was called for, whether it has begun or not. What has been done
  // already, and only that, is recorded.
  static void cancel(User& user);
};

// What one step needs while it is under way; owned by its user.
class StepState {
 public:
  StepState() = default;
  virtual ~StepState() = default;
  StepState(const StepState&) = delete;
  StepState& operator=(const StepState&) = delete;
};

// What the steps of one kind keep of a user: made by the first that needs it, there as long as the
// user is. Each class has a kOf of its own, by which it is found again.
class StepKeep {
 public:
  explicit StepKeep(const char& of) : of_(&of) {}
  virtual ~StepKeep() = default;
  StepKeep(const StepKeep&) = delete;
  StepKeep& operator=(const StepKeep&) = delete;

  virtual void iterationOver(User& user, bool passed) = 0;
  [[nodiscard]] bool is(const char& of) const { return of_ == &of; }

 private:
  const char* const of_;
};

// The functions above of the kind with this number (engine/steps/step_list.cpp).
[[nodiscard]] StepFailure prepareStep(std::uint8_t kind, User& user);
[[nodiscard]] Progress beginStep(std::uint8_t kind, User& user);
void wakeStep(std::uint8_t kind, User& user, Wake by);
void cancelStep(std::uint8_t kind, User& user);

// What the kinds share on one engine thread (engine/steps/step_tools.hpp).
struct StepTools;
[[nodiscard]] std::shared_ptr<StepTools> makeStepTools(SharedRun& run, base::Random& random);

}  // namespace hrp::engine
