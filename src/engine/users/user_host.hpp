#pragma once
// UserHost: what the users of one engine thread share: its loop, recorder, random numbers and
// queues. The engine thread is the host; users call it on its thread only.

#include <memory>
#include <vector>

#include "engine/functions/function_desk.hpp"
#include "engine/pace/arrival_queue.hpp"
#include "engine/pace/pace_queue.hpp"
#include "engine/pace/wait_list.hpp"
#include "engine/run/run_plan.hpp"
#include "hrp/http/client.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/stats/recorder.hpp"

namespace hrp::engine {

class StepObserver;
class User;
struct StepTools;

// The recorder's row of each operation, interned when first used.
class RowTable {
 public:
  RowTable(stats::Recorder& recorder, const RunPlan& plan);
  struct Key {
    std::size_t program;
    std::size_t operation;
  };
  // The row of an operation whose type and name do not change.
  [[nodiscard]] stats::RowId& of(const Key& key) { return rows_[key.program][key.operation]; }
  [[nodiscard]] stats::RowId action() const { return action_; }
  static constexpr stats::RowId kUnknown = UINT32_MAX;

 private:
  std::vector<std::vector<stats::RowId>> rows_;
  stats::RowId action_;
};

class UserHost {
 public:
  struct Parts {
    SharedRun& run;
    net::EventLoop& loop;
    http::ClientContext& clients;
    std::size_t thread = 0;  // index of the engine thread
  };
  explicit UserHost(const Parts& parts);
  virtual ~UserHost() = default;
  UserHost(const UserHost&) = delete;
  UserHost& operator=(const UserHost&) = delete;

  // The user has ended (`by_itself`: it had no more to do); it is destroyed later in this turn or
  // the next.
  virtual void userEnded(User& user, bool by_itself) = 0;

  SharedRun& run;
  net::EventLoop& loop;
  http::ClientContext& clients;
  const std::size_t thread;
  stats::Recorder recorder;
  base::Random random;
  UserFunctions functions;
  FunctionDesk desk;
  PaceQueue pace;
  ArrivalQueue arrivals;
  RowTable rows;
  std::vector<WaitList<User>> row_waiters;  // by program: users that wait for a row
  StepObserver* observer = nullptr;         // of a testcase that is run once; not owned
  const std::shared_ptr<StepTools> tools;   // of the kinds of steps
};

}  // namespace hrp::engine
