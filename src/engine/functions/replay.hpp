#pragma once
// Replay: how an evaluation that calls custom functions is interrupted and done again. Nothing
// waits inside an evaluation: a call without an answer is noted, the evaluation fails, and when the
// answer has come the whole of it is done again. So that it takes the same way to the same call,
// everything that could differ is kept in a log: answers and wall-clock readings in their order,
// and the seed of its random numbers.
//
// One per engine thread whose testcases call custom functions; users take turns. A user that waits
// keeps the log.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/random.hpp"
#include "hrp/expression/custom_function.hpp"

namespace hrp::engine {

class Replay {
 public:
  struct Log {
    std::uint64_t seed = 0;
    std::vector<base::WallTime> times;
    std::vector<std::pair<std::string, base::Result<expression::Value>>> answers;  // by function
  };
  struct Pending {
    expression::CustomFunctions* functions = nullptr;
    std::string name;
    expression::Value arguments;
  };

  // `seeds` gives a seed for each evaluation.
  Replay(const base::Clock& clock, base::Random& seeds);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  // An evaluation begins: the one that repeat() named last, or a new one.
  void begin();
  void repeat(Log log);

  [[nodiscard]] const base::Clock& clock() const { return clock_; }
  [[nodiscard]] base::Random& random() { return random_; }
  // The answer of the log, or an error that means nothing while pending().
  [[nodiscard]] base::Result<expression::Value> call(expression::CustomFunctions& functions,
                                                     std::string_view name,
                                                     std::span<const expression::Value> arguments);

  // The evaluation needs the answer to a call; what it gave is of no use.
  [[nodiscard]] bool pending() const { return pending_.has_value(); }
  // Only when pending(): the call to be made, and what begin() needs to come this far again.
  [[nodiscard]] std::pair<Pending, Log> suspend();

 private:
  class LoggingClock final : public base::Clock {
   public:
    explicit LoggingClock(Replay& owner) : owner_(owner) {}
    [[nodiscard]] base::TimePoint now() const override { return owner_.real_clock_.now(); }
    [[nodiscard]] base::WallTime wallNow() const override { return owner_.wallNow(); }

   private:
    Replay& owner_;
  };
  [[nodiscard]] base::WallTime wallNow();

  const base::Clock& real_clock_;
  base::Random& seeds_;
  LoggingClock clock_{*this};
  base::Random random_{0};
  Log log_;
  std::size_t next_time_ = 0;
  std::size_t next_answer_ = 0;
  bool repeating_ = false;
  std::optional<Pending> pending_;
};

}  // namespace hrp::engine
