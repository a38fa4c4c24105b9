#include "plugin/calls/traceback_log.hpp"

#include <spdlog/spdlog.h>

namespace hrp::plugin {

void TracebackLog::show(const std::string& function, const std::string& traceback) {
  if (traceback.empty() || shown_.size() >= kMost) return;
  if (!shown_.insert(function + "\n" + traceback).second) return;
  const std::string what = function.empty() ? "cannot be imported" : function + " failed";
  spdlog::warn("{}: {}\n{}", file_, what, traceback);
  if (shown_.size() == kMost) spdlog::warn("{}: further tracebacks are not shown", file_);
}

}  // namespace hrp::plugin
