#pragma once
// TracebackLog: writes the tracebacks of failed functions to the log, each once and a bounded
// number of them: under load a function fails thousands of times for one reason.
//
// Shared by the interpreters of a file; one thread.

#include <set>
#include <string>

namespace hrp::plugin {

class TracebackLog {
 public:
  static constexpr std::size_t kMost = 100;
  explicit TracebackLog(std::string file) : file_(std::move(file)) {}

  // `function` may be empty: it failed while the file was imported.
  void show(const std::string& function, const std::string& traceback);

 private:
  const std::string file_;
  std::set<std::string> shown_;
};

}  // namespace hrp::plugin
