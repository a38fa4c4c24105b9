#pragma once
// User: one virtual user: the walk through the operations of its testcases, with a program counter,
// variables, iterations, waiting and stopping. What happens at an operation is up to its kind
// (step_run.hpp). A state machine: advance() runs operations until one has to wait (for a response,
// a timer, the pacer, other users), and what it waited for lets it go on.
//
// Owned by an engine thread and used on that thread only. Holds no buffer while it thinks. Every
// sample of what it does is in the host's recorder before the host is told that it has ended.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/functions/function_wait.hpp"
#include "engine/pace/spawn_schedule.hpp"
#include "engine/users/step_run.hpp"
#include "engine/users/user_host.hpp"
#include "hrp/base/assert.hpp"
#include "hrp/base/invariants.hpp"
#include "hrp/http/client.hpp"
#include "hrp/http/cookie_jar.hpp"

namespace hrp::engine {

class User final : public WaitLink<User>,
                   private net::Timer,
                   private ArrivalWaiter,
                   private FunctionWaiter {
 public:
  User(UserHost& host, const UserOrder& order);
  ~User() override;
  User(const User&) = delete;
  User& operator=(const User&) = delete;

  // ---- For its host.

  void begin();
  // No step is begun any more: ends now, or when the request under way is over, its redirects and
  // what its checks wait for included. An iteration that is not complete leaves no Action behind.
  void stop();
  // Ends now; a request under way is cancelled and counted as aborted if any of it was sent.
  void abort();
  [[nodiscard]] bool stopping() const { return stopping_; }
  // Of a user that waits for a row: goes on with one, or ends when there are no more. False: it
  // still waits.
  [[nodiscard]] bool rowsCame();

  // Whether it is as the table at Phase says, when it waits or has ended.
  [[nodiscard]] base::Finding checkInvariants() const;

  std::size_t host_index = 0;  // of the host, to find the user again
  bool retiring = false;       // of the host: asked to leave while others stay

  // ---- For the kind of the step that it is at.

  [[nodiscard]] UserHost& host() { return host_; }
  [[nodiscard]] const testcase::Program& program() const { return *programPlan().program; }
  [[nodiscard]] const testcase::Operation& operation() const { return program().operations[at_]; }
  [[nodiscard]] const StepPlan& plan() const { return planOf(at_); }
  [[nodiscard]] const StepPlan& planOf(std::size_t operation) const {
    return programPlan().steps[operation];
  }
  template <class Step>
  [[nodiscard]] const Step& step() const {
    return *testcase::stepIf<Step>(operation());
  }
  [[nodiscard]] std::uint32_t programIndex() const { return program_; }
  [[nodiscard]] std::uint32_t at() const { return at_; }
  [[nodiscard]] std::vector<expression::Value>& slots() { return slots_[program_]; }
  [[nodiscard]] expression::Scope scope() { return {slots(), &host_.functions}; }
  [[nodiscard]] base::TimePoint iterationStarted() const { return iteration_started_; }
  [[nodiscard]] bool caseTimeIsOver() const;
  // `due`, or the end of the testcase's time when that is earlier.
  [[nodiscard]] base::TimePoint withinCaseTime(base::TimePoint due) const {
    const base::Duration limit = program().case_timeout;
    return limit.count() > 0 ? std::min(due, iteration_started_ + limit) : due;
  }

  // Its connections and cookies, over all iterations.
  [[nodiscard]] http::Client& client() {
    if (!client_) openClient();
    return *client_;
  }
  [[nodiscard]] http::CookieJar& cookies() { return cookies_; }
  // What the steps of a kind keep of it; null when there is none yet.
  template <class Keep>
  [[nodiscard]] Keep* kept() {
    for (const auto& keep : kept_) {
      if (keep->is(Keep::kOf)) return static_cast<Keep*>(keep.get());
    }
    return nullptr;
  }
  void keep(std::unique_ptr<StepKeep> kept) { kept_.push_back(std::move(kept)); }

  // The state of the step under way; null when its kind gave none.
  template <class State>
  [[nodiscard]] State* state() {
    return static_cast<State*>(state_.get());
  }
  template <class State>
  State& setState(std::unique_ptr<State> state) {
    state_ = std::move(state);
    return static_cast<State&>(*state_);
  }
  template <class State>
  [[nodiscard]] std::unique_ptr<State> takeState() {
    return std::unique_ptr<State>(static_cast<State*>(state_.release()));
  }

  // How a step waits. A stop cancels it; with a time, or at the latest when that of the testcase is
  // over, it is woken.
  void waitFor() { phase_ = Phase::kStep; }
  void waitFor(base::Duration time) { wait(Phase::kStep, time); }
  // A stop lets it come to its end. Has a deadline of its own.
  void waitForOutcome() { phase_ = Phase::kOutcome; }
  // After an evaluation: true when it needs an answer, for which the user now waits, as in
  // waitForOutcome().
  [[nodiscard]] bool waitsForFunction() { return waitsForFunction(FunctionWait::Resume::kOutcome); }
  // What it waited for has come, which is not the timer; it could send since `since`.
  void wakeUp(base::TimePoint since);
  [[nodiscard]] base::TimePoint waitStarted() const { return wait_started_; }
  // An evaluation begins, as before prepare().
  void beginEvaluation() { host_.functions.enter(id_, iteration_); }
  [[nodiscard]] StepFailure assign(const std::vector<testcase::Assignment>& assignments);

  // The row of an operation, and of the one that it is at.
  [[nodiscard]] stats::RowId row(std::size_t operation) {
    const stats::RowId known = host_.rows.of({program_, operation});
    return known != RowTable::kUnknown ? known : internRow(operation);
  }
  [[nodiscard]] stats::RowId row() { return row(at_); }
  // `sample` has everything but the failure.
  void record(stats::Sample& sample, const StepFailure& failure) {
    if (failure != nullptr) addFailure(*failure, sample);
    host_.recorder.record(sample);
  }
  void recordTime(stats::RowId row, base::TimePoint from, const StepFailure& failure);

  // From when it could send; see Pacer::take().
  [[nodiscard]] base::TimePoint availableSince() const { return available_since_; }
  // What the first request of its iteration is late, under --arrival-rate; 0 for the others.
  [[nodiscard]] base::Duration takeDelay();

  // How a step ends. In begin(), before kGoesOn: passed without a failure …
  void stepOver(StepFailure&& failure);
  // … or into the testcase that it holds, or, at the operation that closes it, out of it.
  void enterCase();
  void leaveCase();
  // Of a step that waited, whose sample lists the failure: the user goes on, or has ended when this
  // returns.
  void over(StepFailure&& failure);
  // When caseTimeIsOver(): ends the iteration; the step is cancelled.
  void endCase() { advance(); }

 private:
  // What is so while it waits:
  //
  //   phase          iteration  step  timer        else
  //   kYield         any        no    armed
  //   kPause         any        no    armed
  //   kPauseToBegin  yes        yes   armed
  //   kArrival       no         no    –            no arrival yet
  //   kRow           no         no    –
  //   kFunction      yes        any   –            wait_; a step when an outcome waits, none when
  //                                                the iteration does
  //   kStep          yes        yes   any
  //   kOutcome       yes        yes   any
  //   kEnded         any        no    –            no wait_
  //
  // A testcase or an arrival is never held across iterations, the state of a step only inside it.
  enum class Phase : std::uint8_t {
    kRunning,       // inside advance()
    kYield,         // gave the other users a turn
    kPause,         // `sleep` in a step whose request was answered, or in a config
    kPauseToBegin,  // `sleep` in a step that is prepared
    kArrival,       // free: for the time of its next iteration
    kRow,           // for a row of its parameters, between two iterations
    kFunction,      // for the answer of a custom function; see wait_
    kStep,          // for what the step under way waits for; a stop ends it
    kOutcome,       // likewise; a stop lets it end
    kEnded,
  };
  struct Call {
    std::uint32_t operation;
    base::TimePoint started;
  };

  void onTimer() override;
  void onArrival(base::TimePoint scheduled) override;
  void onAnswer(base::Result<expression::Value> answer) override;

  // user.cpp: iterations and operations
  void advance();
  void walk();
  void wait(Phase phase, base::Duration time);
  void end(bool by_itself);
  [[nodiscard]] bool beginIteration();  // false: the user has no more to do
  void openIteration(std::optional<std::uint64_t> parameter_row);
  void prepareIteration(std::optional<std::uint64_t> parameter_row);
  void endIteration(StepFailure failure);
  void observedStepOver(StepFailure&& failure);
  [[nodiscard]] bool observedTimeIsOver() const;
  [[nodiscard]] bool runOperation();  // false: it waits
  [[nodiscard]] StepFailure prepareOperation(const testcase::Operation& operation,
                                             const StepPlan& plan);
  [[nodiscard]] bool beginOperation();  // likewise
  void failUnbegun(StepFailure failure);
  [[nodiscard]] stats::RowId internRow(std::size_t operation);
  static void addFailure(const FailedStep& failure, stats::Sample& sample);
  void openClient();
  void dropStep();

  // user_arrivals.cpp: iterations that start at a rate
  void awaitArrival();
  void startArrived();

  // user_fleet.cpp: rows, which the user shares with the others of the fleet
  [[nodiscard]] bool takeRow();  // false: there are no more
  void leaveRowQueue();

  // user_functions.cpp: custom functions, whose answers come later
  [[nodiscard]] bool waitsForFunction(FunctionWait::Resume resume) {
    return host_.functions.mayWait() && suspended(resume);
  }
  [[nodiscard]] bool suspended(FunctionWait::Resume resume);
  [[nodiscard]] bool holdsOutcome() const;  // waits with an outcome that is to be judged
  void functionTimeOver();

  [[nodiscard]] const ProgramPlan& programPlan() const { return host_.run.plan.programs[program_]; }

  UserHost& host_;
  const std::int64_t id_;
  std::optional<std::int64_t> iterations_left_;
  std::int64_t iteration_ = 0;
  std::uint32_t program_ = 0;
  std::uint32_t at_ = 0;  // index of the operation
  Phase phase_ = Phase::kRunning;
  bool in_iteration_ = false;
  bool in_step_ = false;  // its kind's prepare() was called, and it is not over
  bool stopping_ = false;
  bool delayed_request_ = false;       // the first of its iteration is not sent yet
  base::TimePoint available_since_{};  // see Pacer::take()
  base::TimePoint iteration_started_{};
  base::TimePoint wait_started_{};
  std::optional<base::TimePoint> arrival_;  // scheduled start of the iteration that is to begin
  base::Duration delay_{};                  // of the present iteration's start
  std::vector<std::vector<expression::Value>> slots_;  // by program; empty until it runs
  std::vector<Call> calls_;                            // the testcases that it is inside of
  std::unique_ptr<StepState> state_;
  std::unique_ptr<FunctionWait> wait_;
  std::optional<http::Client> client_;
  std::vector<std::unique_ptr<StepKeep>> kept_;
  http::CookieJar cookies_;
};

}  // namespace hrp::engine
