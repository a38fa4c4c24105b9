#pragma once
// Interpreter: a FunctionHost that runs a debugtalk.py with `python3`.

#include <optional>
#include <string>
#include <vector>

#include "hrp/plugin/python_functions.hpp"
#include "plugin/call_codec.hpp"
#include "plugin/child_process.hpp"
#include "plugin/function_host.hpp"
#include "plugin/python_files.hpp"
#include "plugin/traceback_log.hpp"

namespace hrp::plugin {

// What all interpreters of a file are started with; must outlive them.
struct HostSource {
  HostSource(const PythonOptions& from, const expression::CustomSource& source, PythonFiles copies);
  const PythonOptions options;
  const HostLimits limits;
  const std::string file;  // as its author knows it
  PythonFiles files;
  const std::string frame;  // that says what to import
  const std::vector<std::string> environment;
  TracebackLog tracebacks;
};

class Interpreter final : public FunctionHost {
 public:
  explicit Interpreter(HostSource& source);
  ~Interpreter() override;

  void start(base::TimePoint now) override;
  void call(QueuedCall call) override;
  void flush() override;
  void appendPolls(std::vector<pollfd>& polls) const override;
  void handle(const pollfd* polls) override;
  void hangUp() override;
  [[nodiscard]] int processId() const override { return process_; }

 private:
  [[nodiscard]] std::string closeProcess() override;
  [[nodiscard]] bool readAnswers();  // false: it has ended
  [[nodiscard]] base::Result<> takeAnswers();
  [[nodiscard]] base::Result<> takeHello(std::string_view body);
  void answer(const Frame& frame);
  void readPrinted();
  bool takeLine(std::string_view line);

  HostSource& source_;
  std::optional<ChildProcess> child_;
  std::string to_child_;
  std::size_t written_ = 0;
  std::string from_child_;
  int process_ = -1;
};

}  // namespace hrp::plugin
