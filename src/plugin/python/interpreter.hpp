#pragma once
// Interpreter: a FunctionHost that runs a debugtalk.py with `python3`.

#include <optional>
#include <string>
#include <vector>

#include "hrp/plugin/python_functions.hpp"
#include "plugin/calls/traceback_log.hpp"
#include "plugin/host/function_host.hpp"
#include "plugin/host/outgoing_bytes.hpp"
#include "plugin/python/call_codec.hpp"
#include "plugin/python/python_files.hpp"

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
  void flush() override;
  void appendPolls(std::vector<pollfd>& polls) const override;
  void handle(const pollfd* polls) override;
  void hangUp() override;

 private:
  void send(std::uint64_t number, std::string frame) override;
  [[nodiscard]] std::string closeProcess() override;
  [[nodiscard]] bool takeLine(std::string_view line) override;
  [[nodiscard]] bool readAnswers();  // false: it has ended
  [[nodiscard]] base::Result<> takeAnswers();
  [[nodiscard]] base::Result<> takeHello(std::string_view body);
  void takeAnswer(const Frame& frame);

  HostSource& source_;
  OutgoingBytes to_child_;
  std::string from_child_;
};

}  // namespace hrp::plugin
