#pragma once
// HostedFunctions: custom functions that processes run. A thread polls for all processes of a file
// and hands calls to them; any thread may call.

#include <functional>
#include <memory>
#include <string>

#include "hrp/base/clock.hpp"
#include "hrp/expression/custom_function.hpp"
#include "plugin/host/host_pool.hpp"

namespace hrp::plugin {

struct HostedKind {
  HostKind host;
  int count = 1;  // of processes
  base::Duration call_limit{};
  // A call as the processes want it; on the thread of the caller. kFunction when it is too large.
  std::function<base::Result<std::string>(std::uint64_t number, const std::string& name,
                                          const expression::Value& arguments)>
      encode;
};

// Waits until a first process is ready; the others start behind it. Fails as that one does. The
// clock must outlive the result, which ends the processes when it is destroyed; calls under way
// then fail.
[[nodiscard]] base::Result<std::shared_ptr<expression::CustomFunctions>> openHostedFunctions(
    HostedKind kind, const base::Clock& clock);

}  // namespace hrp::plugin
