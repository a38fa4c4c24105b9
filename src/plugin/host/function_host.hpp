#pragma once
// FunctionHost: one process that runs custom functions, with the calls that wait for it, from its
// start to its end: whoever owns it replaces it (HostPool). Used by one thread, which polls its
// descriptors and tells it what they are ready for; never blocks but for a moment when it ends.
//
// Here is what all kinds have in common: the calls with their deadlines, the process with what it
// prints, and how it ends.

#include <poll.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/expression/custom_function.hpp"
#include "plugin/calls/printed_lines.hpp"
#include "plugin/host/child_process.hpp"

namespace hrp::plugin {

// A call on its way to a process. Later calls have larger numbers and deadlines.
struct QueuedCall {
  std::uint64_t number = 0;
  std::string frame;  // as the kind of process wants it
  std::string name;
  base::TimePoint deadline{};
  std::function<void(base::Result<expression::Value>)> done;
};

// What a process says of the author's file.
struct Hello {
  std::vector<expression::CustomFunctions::Signature> functions;
  std::vector<std::string> files;
};

struct HostLimits {
  base::Duration start{};
  base::Duration call{};
};

// How a kind of process is spoken of.
struct HostWords {
  const char* what;      // "the Python interpreter"
  const char* starting;  // "importing", of a file
};

class FunctionHost {
 public:
  enum class State : std::uint8_t {
    kUnstarted,
    kStarting,
    kReady,
    kStuck,  // a call did not return in time and may still run; the others go on, none should come
    kDead,
  };
  static constexpr std::size_t kPolls = 3;

  virtual ~FunctionHost() = default;  // calls under way fail, when the derived class ends() first
  FunctionHost(const FunctionHost&) = delete;
  FunctionHost& operator=(const FunctionHost&) = delete;

  virtual void start(base::TimePoint now) = 0;
  void call(QueuedCall call);
  virtual void flush() = 0;  // writes what calls have left, as far as it goes
  // Appends kPolls entries; those that are not used have a negative descriptor.
  virtual void appendPolls(std::vector<pollfd>& polls) const = 0;
  // `polls`: the entries of appendPolls(), after poll().
  virtual void handle(const pollfd* polls) = 0;
  // Lets the process end by itself, so that several do it at the same time.
  virtual void hangUp() = 0;
  [[nodiscard]] int processId() const { return process_; }  // also when it is gone

  void expire(base::TimePoint now);  // what took too long
  [[nodiscard]] std::optional<base::TimePoint> nextDeadline() const;
  void end(const std::string& reason);  // now; calls under way fail with the reason

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Hello& hello() const { return hello_; }            // when it is ready
  [[nodiscard]] const base::Error& problem() const { return problem_; }  // when it is dead
  // Why it is dead or stuck, with the last lines that it printed, each on a line of its own.
  [[nodiscard]] std::string obituary() const;
  [[nodiscard]] bool idle() const { return calls_.empty(); }

 protected:
  // All must outlive it.
  FunctionHost(const std::string& file, const HostWords& words, const HostLimits& limits)
      : file_(file), words_(words), limits_(limits) {}

  void beginStart(base::TimePoint now);
  [[nodiscard]] base::Result<> startProcess(const std::vector<std::string>& command,
                                            const std::vector<std::string>& environment);
  void becomeReady(Hello hello);
  // Puts a call on its way, or keeps it until the process is ready.
  virtual void send(std::uint64_t number, std::string frame) = 0;
  [[nodiscard]] std::optional<QueuedCall> take(std::uint64_t number);
  // kParse, of an answer that was malformed, becomes a failure of the function.
  static void answer(const QueuedCall& call, base::Result<expression::Value> value);
  // The process is gone, or of no use. `status` says how it ended.
  void lose(const std::string& reason);
  void giveUp(base::Error problem);
  void failCalls(const std::string& reason);
  virtual void forget(std::uint64_t /*number*/) {}  // a call that was answered for its deadline
  // Ends the process when there is one and says how it ended; nothing is read or written any more.
  [[nodiscard]] virtual std::string closeProcess() = 0;
  [[nodiscard]] std::string endProcess();  // what all do of that
  // For a process that ends by itself: reads what it prints until it lets go of its output.
  void awaitEnd(base::Duration patience);
  void readPrinted();  // as far as there is something
  // A line that the process printed; false: it is not worth remembering.
  [[nodiscard]] virtual bool takeLine(std::string_view line) = 0;
  void logLine(std::string_view line, bool loud, bool noise = false) const;
  [[nodiscard]] PrintedLines& printed() { return printed_; }
  [[nodiscard]] std::optional<ChildProcess>& child() { return child_; }
  [[nodiscard]] const std::optional<ChildProcess>& child() const { return child_; }

 private:
  const std::string& file_;
  const HostWords& words_;
  const HostLimits& limits_;
  State state_ = State::kUnstarted;
  std::optional<ChildProcess> child_;
  int process_ = -1;
  std::map<std::uint64_t, QueuedCall> calls_;  // by number, so the earliest deadline is first
  base::TimePoint start_deadline_{};
  PrintedLines printed_;
  std::string loss_;  // why it is dead or stuck, without what it printed
  Hello hello_;
  base::Error problem_;
};

// "30 s", "250 ms"
[[nodiscard]] std::string limitText(base::Duration duration);

}  // namespace hrp::plugin
