#pragma once
// UserHost: what the users of one engine thread share: its loop, recorder, random numbers and
// scratch space. The engine thread is the host; users call it on its thread only.

#include <memory>
#include <string>
#include <vector>

#include "engine/functions/function_desk.hpp"
#include "engine/pace/arrival_queue.hpp"
#include "engine/pace/pace_queue.hpp"
#include "engine/requests/request_renderer.hpp"
#include "engine/responses/response_reader.hpp"
#include "engine/threads/run_plan.hpp"
#include "engine/users/wait_list.hpp"
#include "hrp/http/client.hpp"
#include "hrp/http/websocket.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/stats/recorder.hpp"

namespace hrp::engine {

class StepObserver;
class User;

// A request under way. Taken from the host for one step and given back, so that a user that thinks
// holds no buffers.
struct Flight {
  RenderedRequest rendered;
  http::Request request;
  base::TimePoint deadline{};
  base::TimePoint scheduled{};
  base::TimePoint started{};
  bool paced = false;
  bool sent = false;                  // an exchange was started
  bool binary = false;                // of what is written to `socket`
  http::WebSocket* socket = nullptr;  // of a WebSocket step
  std::string socket_key;             // of a handshake
  int redirects = 0;
  std::vector<base::PhaseTimes> exchanges;  // those that are over; a redirect is one more
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
};

// Flights that are not in use; at most kMaxKept are kept, and none with a large buffer.
class FlightPool {
 public:
  static constexpr std::size_t kMaxKept = 128;
  static constexpr std::size_t kMaxKeptBytes = 64 << 10;
  [[nodiscard]] std::unique_ptr<Flight> take();
  void giveBack(std::unique_ptr<Flight> flight);

 private:
  std::vector<std::unique_ptr<Flight>> free_;
};

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
  RequestRenderer renderer;
  ResponseReader reader;
  PaceQueue pace;
  ArrivalQueue arrivals;
  FlightPool flights;
  RowTable rows;
  std::string decoded_body;  // scratch of one response
  // Users that wait for others, and for a row.
  WaitList<User> rendezvous_waiters;
  std::vector<WaitList<User>> row_waiters;  // by program
  StepObserver* observer = nullptr;         // of a testcase that is run once; not owned
};

}  // namespace hrp::engine
