#pragma once
// Flight: what a request and an operation on a WebSocket have in common from their rendering to
// their sample: the pace that they are sent at, their deadline, what is measured, and the judgement
// of the response, which may have to wait for functions. The kinds derive theirs from it.
//
// Taken from a pool of the engine thread for one step and given back, so that a user that thinks
// holds no buffers. Used on the user's thread.

#include <memory>
#include <utility>
#include <vector>

#include "engine/pace/pace_queue.hpp"
#include "engine/requests/rendered_request.hpp"
#include "engine/responses/response_reader.hpp"
#include "engine/responses/stored_response.hpp"
#include "engine/users/user.hpp"
#include "hrp/http/exchange.hpp"

namespace hrp::engine {

class Flight : public StepState, protected PaceWaiter {
 public:
  // kReady: nothing was begun; kPaced: in the pace's queue; kSent: an exchange is under way;
  // kAnswered: it is over and has to be judged once more, as functions have not answered.
  enum class Stage : std::uint8_t { kReady, kPaced, kSent, kAnswered };

  static constexpr std::size_t kMaxKeptBytes = 64 << 10;  // of its buffers, while it is in a pool

  // Of one that was taken from a pool.
  void begin(User& user) {
    user_ = &user;
    plan_ = &user.plan().as<RequestPlan>();
  }
  // Forgets what it was used for. False: its buffers are too large to be kept.
  [[nodiscard]] bool reset();

  // What it has put on the wire.
  struct Tally {
    bool sent = false;  // an exchange was begun
    base::TimePoint started{};
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    std::vector<base::PhaseTimes> exchanges;  // those that are over; a redirect is one more
  };
  RenderedRequest rendered;
  Tally tally;

 protected:
  using ValuesBefore = std::vector<std::pair<expression::Slot, expression::Value>>;
  // A response that waits for functions to be judged, and the variables as they were before.
  struct Held {
    Held(const http::Response& from, std::string_view body) : response(from, body) {}
    StoredResponse response;
    ResponseReader::Shape shape = ResponseReader::Shape::kHttp;
    stats::Sample sample;
    ValuesBefore before;
  };

  // True: it is to be sent now. False: `onPaced` comes. `unpaced`: no pace holds it back.
  [[nodiscard]] bool isDue(bool unpaced);
  // Of onPaced(): false when the testcase's time is over, and with it this.
  [[nodiscard]] bool takeTurn(base::TimePoint scheduled);
  void setDeadline(base::Duration timeout);

  void addTrace(const http::ExchangeTrace& trace);     // bytes on the wire
  void addExchange(const http::ExchangeTrace& trace);  // likewise, of one more request
  void measure(const http::ExchangeTrace& trace, stats::Sample& sample) const;
  void storeCookies(const http::Response& response);

  // What the response is worth by the step's hooks, extractions and checks. When a function has to
  // answer first, isHeld() says so, and judgeAgain() is for when the user is woken.
  [[nodiscard]] StepFailure judge(const http::Response& response, std::string_view body,
                                  ResponseReader::Shape shape);
  [[nodiscard]] bool isHeld(const stats::Sample& sample);
  // By kTimer the time of the testcase was over before the answer came.
  [[nodiscard]] StepFailure judgeAgain(Wake by, stats::Sample& sample);

  // Records `sample`, which has what measure() and the response gave.
  void record(const StepFailure& failure, stats::Sample& sample);
  // Of one that is cancelled and has left what it waited for: counted if any of it was sent.
  void recordAborted();

  User* user_ = nullptr;
  const RequestPlan* plan_ = nullptr;
  Stage stage_ = Stage::kReady;
  base::TimePoint deadline_{};

 private:
  [[nodiscard]] StepFailure evaluate();
  [[nodiscard]] StepFailure runTeardownHooks();
  void hold(const http::Response& response, std::string_view body, ResponseReader::Shape shape,
            ValuesBefore&& before);
  [[nodiscard]] ValuesBefore valuesBefore();

  bool paced_ = false;
  base::TimePoint scheduled_{};
  std::unique_ptr<Held> held_;
};

// Flights that are not in use: at most kMaxKept, and none with a large buffer.
template <class Kind>
class FlightPool {
 public:
  static constexpr std::size_t kMaxKept = 128;
  // A flight that the user holds: a new one, or that which an evaluation that waited has begun.
  [[nodiscard]] Kind& takeFor(User& user) {
    if (user.state<Kind>() != nullptr) return *user.state<Kind>();
    Kind& flight = user.setState(take());
    flight.begin(user);
    return flight;
  }
  [[nodiscard]] std::unique_ptr<Kind> take() {
    if (free_.empty()) return std::make_unique<Kind>();
    std::unique_ptr<Kind> flight = std::move(free_.back());
    free_.pop_back();
    return flight;
  }
  void giveBack(std::unique_ptr<Kind> flight) {
    if (free_.size() < kMaxKept && flight->reset()) free_.push_back(std::move(flight));
  }

 private:
  std::vector<std::unique_ptr<Kind>> free_;
};

}  // namespace hrp::engine
