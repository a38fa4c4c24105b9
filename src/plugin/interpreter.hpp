#pragma once
// Interpreter: one `python3` that runs a debugtalk.py, with the calls that wait for it. Used by one
// thread, which polls its descriptors and tells it what they are ready for; never blocks but for a
// moment when it ends.

#include <poll.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hrp/plugin/python_functions.hpp"
#include "plugin/call_codec.hpp"
#include "plugin/child_process.hpp"

namespace hrp::plugin {

// A call on its way to an interpreter. Later calls have larger numbers and deadlines.
struct QueuedCall {
  std::uint64_t number = 0;
  std::string frame;
  std::string name;
  base::TimePoint deadline{};
  std::function<void(base::Result<expression::Value>)> done;
};

class Interpreter {
 public:
  enum class State : std::uint8_t { kUnstarted, kStarting, kReady, kDead };
  static constexpr std::size_t kPolls = 3;
  // Calls whose time is over may still run; with this many the interpreter counts as dead.
  static constexpr std::size_t kMaxOverdue = 32;

  Interpreter(const PythonOptions& options, std::string file, std::string source_frame);
  ~Interpreter();  // calls under way fail
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  void start(base::TimePoint now);
  void call(QueuedCall call);
  void flush();  // writes what calls have left, as far as it goes
  void appendPolls(std::vector<pollfd>& polls) const;
  // `polls`: the kPolls entries of appendPolls(), after poll().
  void handle(const pollfd* polls, base::TimePoint now);
  // Lets the interpreter end by itself, so that several do it at the same time.
  void hangUp();
  void expire(base::TimePoint now);  // what took too long
  [[nodiscard]] std::optional<base::TimePoint> nextDeadline() const;

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Hello& hello() const { return hello_; }            // when it is ready
  [[nodiscard]] const base::Error& problem() const { return problem_; }  // when it is dead
  [[nodiscard]] int processId() const { return child_ ? child_->processId() : -1; }

 private:
  [[nodiscard]] bool readAnswers();  // false: it has ended
  [[nodiscard]] base::Result<> takeAnswers();
  [[nodiscard]] base::Result<> takeHello(std::string_view body);
  void answer(const Frame& frame);
  void readPrinted();
  void lose(const std::string& reason, base::TimePoint now);
  void giveUp(base::Error problem);
  void failCalls(const std::string& reason);

  const PythonOptions options_;
  const std::string file_;
  const std::string source_frame_;
  State state_ = State::kUnstarted;
  std::optional<ChildProcess> child_;
  std::string to_child_;
  std::size_t written_ = 0;
  std::string from_child_;
  std::string printed_line_;
  std::string last_printed_;
  std::map<std::uint64_t, QueuedCall> calls_;  // by number, so the earliest deadline is first
  std::size_t overdue_ = 0;
  base::TimePoint start_deadline_{};
  bool started_again_ = false;
  Hello hello_;
  base::Error problem_;
};

}  // namespace hrp::plugin
