#pragma once
// CaseRun: runs testcases once, as `hrp run` does: one user, all rows of the parameters, on the
// thread that calls run(). It is the load engine's own user, so what works once works under load.
//
// What differs from a load (sections 11 to 13 of the semantics): `loops` repeats a step, a
// rendezvous waits for nobody, the parameters' rows are taken once each (or as often as `limit`
// says), a failed step ends the file unless `continue_on_failure`, and the case timeout counts from
// the start of the file, over all iterations, and is looked at between steps.
//
// One thread owns it and calls run(); interrupt() may come from any other.

#include <memory>
#include <mutex>
#include <string>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/engine/load_engine.hpp"
#include "hrp/stats/case_record.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::net {
class EventLoop;
}

namespace hrp::engine {

class User;

// Hears what happens while it happens, on the thread of run(); the records live for the call.
class CaseListener {
 public:
  virtual ~CaseListener() = default;
  virtual void onCaseStarted(const stats::CaseRecord& record) = 0;
  virtual void onStepEnded(const stats::CaseRecord& record, const stats::StepRecord& step) = 0;
  virtual void onCaseEnded(const stats::CaseRecord& record) = 0;
};

struct CaseRunOptions {
  bool continue_on_failure = false;
  base::Duration case_timeout = std::chrono::hours(1);  // of a testcase that names none; 0: none
  EngineSettings settings{};                            // threads and worker numbers are not used
};

// How one file ended.
struct CaseOutcome {
  bool success = true;
  // Of the first step that failed: kTimeout when the file's time was over, kAborted when it was
  // interrupted, the error's code when a step could not be made, kInternal for all that servers
  // and checks do.
  base::ErrorCode code = base::ErrorCode::kInternal;
};

class CaseRun {
 public:
  CaseRun(const base::Clock& clock, CaseRunOptions options);
  ~CaseRun();
  CaseRun(const CaseRun&) = delete;
  CaseRun& operator=(const CaseRun&) = delete;

  // All iterations of one testcase; `workload` has its functions' environment and files. An error:
  // it could not begin at all.
  [[nodiscard]] base::Result<CaseOutcome> run(
      const std::shared_ptr<const testcase::Program>& program, const testcase::Workload& workload,
      CaseListener& listener);
  // The file that runs ends at once, its request is cancelled; later ones do not begin.
  void interrupt();

 private:
  [[nodiscard]] bool attach(net::EventLoop& loop, User& user);  // false: interrupted already
  void detach();

  const base::Clock& clock_;
  const CaseRunOptions options_;
  std::mutex mutex_;  // for interrupt()
  net::EventLoop* loop_ = nullptr;
  User* user_ = nullptr;
  bool interrupted_ = false;
};

}  // namespace hrp::engine
