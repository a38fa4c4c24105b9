#pragma once
// Interpreter: one `python3` that runs a debugtalk.py, with the calls that wait for it, from its
// start to its end: whoever owns it replaces it (HostPool). Used by one thread, which polls its
// descriptors and tells it what they are ready for; never blocks but for a moment when it ends.

#include <poll.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hrp/plugin/python_functions.hpp"
#include "plugin/call_codec.hpp"
#include "plugin/child_process.hpp"
#include "plugin/traceback_log.hpp"

namespace hrp::plugin {

// A call on its way to an interpreter. Later calls have larger numbers and deadlines.
struct QueuedCall {
  std::uint64_t number = 0;
  std::string frame;
  std::string name;
  base::TimePoint deadline{};
  std::function<void(base::Result<expression::Value>)> done;
};

// What all interpreters of a file are started with; must outlive them.
struct HostSource {
  HostSource(const PythonOptions& from, const expression::CustomSource& source);
  const PythonOptions options;
  const std::string file;
  const std::string frame;  // that brings the file
  const std::vector<std::string> environment;
  TracebackLog tracebacks;
};

class Interpreter {
 public:
  enum class State : std::uint8_t {
    kUnstarted,
    kStarting,
    kReady,
    kStuck,  // a call did not return in time and may still run; the others go on, none should come
    kDead,
  };
  static constexpr std::size_t kPolls = 3;
  static constexpr std::size_t kLastLines = 10;  // of what it printed are kept

  explicit Interpreter(HostSource& source);
  ~Interpreter();  // calls under way fail
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  void start(base::TimePoint now);
  void call(QueuedCall call);
  void flush();  // writes what calls have left, as far as it goes
  void appendPolls(std::vector<pollfd>& polls) const;
  // `polls`: the kPolls entries of appendPolls(), after poll().
  void handle(const pollfd* polls);
  // Lets the interpreter end by itself, so that several do it at the same time.
  void hangUp();
  void expire(base::TimePoint now);  // what took too long
  [[nodiscard]] std::optional<base::TimePoint> nextDeadline() const;

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Hello& hello() const { return hello_; }            // when it is ready
  [[nodiscard]] const base::Error& problem() const { return problem_; }  // when it is dead
  // Why it is dead or stuck, with the last lines that it printed, each on a line of its own.
  [[nodiscard]] std::string obituary() const;
  void end(const std::string& reason);  // now; calls under way fail with the reason
  [[nodiscard]] bool idle() const { return calls_.empty(); }
  [[nodiscard]] int processId() const { return process_; }

 private:
  [[nodiscard]] bool readAnswers();  // false: it has ended
  [[nodiscard]] base::Result<> takeAnswers();
  [[nodiscard]] base::Result<> takeHello(std::string_view body);
  void answer(const Frame& frame);
  void readPrinted();
  void lose(const std::string& reason);
  void giveUp(base::Error problem);
  void failCalls(const std::string& reason);

  HostSource& source_;
  State state_ = State::kUnstarted;
  std::optional<ChildProcess> child_;
  std::string to_child_;
  std::size_t written_ = 0;
  std::string from_child_;
  std::string printed_line_;
  std::deque<std::string> last_lines_;
  std::map<std::uint64_t, QueuedCall> calls_;  // by number, so the earliest deadline is first
  base::TimePoint start_deadline_{};
  int process_ = -1;  // its number, also when it is gone
  std::string loss_;  // why it is dead or stuck, without what it printed
  Hello hello_;
  base::Error problem_;
};

}  // namespace hrp::plugin
