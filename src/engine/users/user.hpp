#pragma once
// User: one virtual user: a program counter, its variables, connections and cookies. A state
// machine: advance() runs operations until one has to wait (for a response, a timer, the pacer,
// other users), and what it waited for calls it again.
//
// Owned by an engine thread and used on that thread only. Holds no buffer while it thinks. Writes
// every sample of what it does into the host's recorder before it tells the host that it has ended.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/functions/function_wait.hpp"
#include "engine/pace/spawn_schedule.hpp"
#include "engine/responses/step_checks.hpp"
#include "engine/users/user_host.hpp"
#include "hrp/http/client.hpp"
#include "hrp/http/cookie_jar.hpp"
#include "hrp/http/websocket.hpp"

namespace hrp::engine {

class UserSockets;

class User final : public WaitLink<User>,
                   private net::Timer,
                   private http::ExchangeHandler,
                   private PaceWaiter,
                   private ArrivalWaiter,
                   private FunctionWaiter {
 public:
  User(UserHost& host, const UserOrder& order);
  ~User() override;
  User(const User&) = delete;
  User& operator=(const User&) = delete;

  void begin();
  // No request is started any more: ends now, or when the request under way is over, its redirects
  // and what its checks wait for included. An iteration that is not complete leaves no Action
  // behind.
  void stop();
  // Ends now; a request under way is cancelled and counted as aborted if any of it was sent.
  void abort();
  [[nodiscard]] bool stopping() const { return stopping_; }
  // Of a user that was taken out of the list of those who meet: it waits no longer and goes on.
  // False: it waits for something else, and has to be put back.
  [[nodiscard]] bool released(const RendezvousBoard::Release& release);
  // Of a user that waits for a row: goes on with one, or ends when there are no more. False: it
  // still waits.
  [[nodiscard]] bool rowsCame();

  void onSocket(const http::SocketResult& result);  // of its UserSockets

  std::size_t host_index = 0;  // of the host, to find the user again
  bool retiring = false;       // of the host: asked to leave while others stay

 private:
  enum class Phase : std::uint8_t {
    kRunning,      // inside advance()
    kYield,        // gave the other users a turn
    kPause,        // `sleep` in a step whose request was answered
    kPauseToSend,  // `sleep` in a step whose request is ready
    kThink,
    kPace,
    kArrival,  // free: for the time of its next iteration
    kExchange,
    kRendezvous,
    kRow,       // for a row of its parameters, between two iterations
    kFunction,  // for the answer of a custom function; see wait_
    kEnded,
  };
  struct Transaction {
    std::uint32_t operation;  // of its start
    base::TimePoint started;
  };
  struct Call {
    std::uint32_t operation;
    base::TimePoint started;
  };
  struct RowName {
    std::string_view type;
    std::string_view name;
    bool in_total;
  };

  void onTimer() override;
  void onResponse(const http::Response& response, const http::ExchangeTrace& trace) override;
  void onFailure(base::ErrorKind kind, std::string_view message,
                 const http::ExchangeTrace& trace) override;
  void onPaced(base::TimePoint scheduled) override;
  void onArrival(base::TimePoint scheduled) override;
  void onAnswer(base::Result<expression::Value> answer) override;

  // user.cpp: iterations and operations
  void advance();
  void wait(Phase phase, base::Duration time);
  void end(bool by_itself);
  [[nodiscard]] bool beginIteration();  // false: the user has no more to do
  void openIteration(std::optional<std::uint64_t> parameter_row);
  void prepareIteration(std::optional<std::uint64_t> parameter_row);
  [[nodiscard]] StepFailure setUpIteration();
  [[nodiscard]] StepFailure assign(const std::vector<testcase::Assignment>& assignments);
  void endIteration(StepFailure failure);
  void stepOver(StepFailure&& failure);
  void observedStepOver(StepFailure&& failure);
  [[nodiscard]] bool observedTimeIsOver() const;
  [[nodiscard]] bool runOperation();  // false: it waits
  [[nodiscard]] bool caseTimeIsOver() const;
  [[nodiscard]] bool think(const testcase::ThinkTimeStep& step);
  void thinkingOver();
  void transaction(const testcase::TransactionStep& step);
  void recordTransaction(std::uint32_t operation, base::TimePoint started, bool passed);
  void enterCase(const testcase::CallStep& step);
  void leaveCase(const testcase::ReturnStep& step);

  // user_arrivals.cpp: iterations that start at a rate
  void awaitArrival();
  void startArrived();
  void sendArrived();

  // user_fleet.cpp: what the user shares with the others of the fleet
  [[nodiscard]] bool takeRow();  // false: there are no more
  void leaveRowQueue();
  [[nodiscard]] bool meet();
  void passRendezvous();
  void rendezvousTimeOver();
  void leaveRendezvous();

  // user_request.cpp: one request step
  using Preparation = StepFailure (User::*)(const RequestPlan& plan);
  // Of a request or a WebSocket step; false: it waits.
  [[nodiscard]] bool startExchange(Preparation prepare);
  [[nodiscard]] StepFailure prepared(Preparation prepare);
  [[nodiscard]] StepFailure prepareRequest(const RequestPlan& plan);
  [[nodiscard]] StepFailure runSetupHooks(const testcase::RequestStep& step);
  [[nodiscard]] StepFailure runTeardownHooks(const testcase::RequestStep& step);
  void send();
  void exchangeNow();
  // Records `sample`, which only has what measure() and the response gave, and goes on.
  void finishRequest(StepFailure&& failure, stats::Sample& sample);
  [[nodiscard]] bool redirected(const http::Response& response, StepFailure& failure);
  [[nodiscard]] StepFailure evaluateResponse(const http::Response& response,
                                             std::uint64_t& content_bytes);
  [[nodiscard]] StepFailure extractAndCheck();
  [[nodiscard]] StepFailure judge(const http::Response& response, std::string_view body,
                                  ResponseReader::Shape shape);
  void storeCookies(const http::Response& response);
  void addExchange(const http::ExchangeTrace& trace);
  void addTrace(const http::ExchangeTrace& trace);
  void measure(const http::ExchangeTrace& trace, stats::Sample& sample) const;
  void stepFailedUnsent(StepFailure failure);
  void cancelExchange();
  void requestAborted();
  void releaseFlight();

  // user_websocket.cpp: one WebSocket step
  [[nodiscard]] StepFailure prepareSocket(const RequestPlan& plan);
  [[nodiscard]] StepFailure preparePayload(const testcase::WebSocketStep& step);
  void socketNow();
  void addSocketTrace(const http::ExchangeTrace& trace);
  void cancelSocket();
  [[nodiscard]] StepFailure evaluateSocket(const http::SocketResult& result);

  // user_functions.cpp: custom functions, whose answers come later
  // After an evaluation: true when it needs an answer, for which the user now waits.
  [[nodiscard]] bool waitsForFunction(FunctionWait::Resume resume) {
    return host_.functions.mayWait() && suspended(resume);
  }
  [[nodiscard]] bool suspended(FunctionWait::Resume resume);
  void judgeAgain();
  [[nodiscard]] std::vector<std::pair<expression::Slot, expression::Value>> valuesBefore();
  void keepResponse(const http::Response& response, std::string_view body,
                    std::vector<std::pair<expression::Slot, expression::Value>> before);
  [[nodiscard]] bool holdsAnswer() const;  // waits with a response to be judged
  void forgetFunction();
  void functionTimeOver();
  void dropAnswer();

  [[nodiscard]] const testcase::Program& program() const { return *plan().program; }
  [[nodiscard]] const ProgramPlan& plan() const { return host_.run.plan.programs[program_]; }
  [[nodiscard]] const testcase::Operation& operation() const { return program().operations[at_]; }
  [[nodiscard]] const testcase::RequestStep& request() const {
    return std::get<testcase::RequestStep>(operation().action);
  }
  [[nodiscard]] const testcase::WebSocketStep& webSocket() const {
    return std::get<testcase::WebSocketStep>(operation().action);
  }
  [[nodiscard]] std::vector<expression::Value>& slots() { return slots_[program_]; }
  [[nodiscard]] expression::Scope scope() { return {slots(), &host_.functions}; }
  [[nodiscard]] stats::RowId stepRow();
  [[nodiscard]] stats::RowId row(std::size_t operation, const RowName& name);
  void recordTime(stats::RowId row, base::TimePoint from, const StepFailure& failure);
  static void addFailure(const StepFailure& failure, stats::Sample& sample);

  UserHost& host_;
  const std::int64_t id_;
  std::optional<std::int64_t> iterations_left_;
  std::int64_t iteration_ = 0;
  std::uint32_t program_ = 0;
  std::uint32_t at_ = 0;  // index of the operation
  Phase phase_ = Phase::kRunning;
  bool in_iteration_ = false;
  bool stopping_ = false;
  base::TimePoint available_since_{};  // see Pacer::take()
  base::TimePoint iteration_started_{};
  std::optional<base::TimePoint> arrival_;  // scheduled start of the iteration that is to begin
  base::Duration delay_{};                  // of the present iteration's start
  bool delayed_request_ = false;            // its first request is not sent yet
  base::TimePoint wait_started_{};
  std::uint64_t meeting_releases_ = 0;  // of the point that it waits at, when it came
  std::vector<std::vector<expression::Value>> slots_;  // by program; empty until it runs
  std::vector<Transaction> transactions_;
  std::vector<Call> calls_;
  std::unique_ptr<Flight> flight_;
  std::unique_ptr<FunctionWait> wait_;
  std::optional<http::Client> client_;
  std::unique_ptr<UserSockets> sockets_;  // null until a WebSocket step
  http::CookieJar cookies_;
};

}  // namespace hrp::engine
