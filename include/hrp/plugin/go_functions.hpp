#pragma once
// The functions of a debugtalk.bin, a program that HttpRunner's `hrp build` or `hrp build` makes of
// a debugtalk.go: fungo's service over HashiCorp's go-plugin, gRPC over a unix socket.
//
// Several processes of it share the calls; calls of one lane stay with one of them, and one process
// has many calls at a time. One that dies fails the calls that it had, is named in the log with
// what it last printed, and is replaced; one that holds a call past its time is replaced too.
// After five deaths within a minute the functions are broken().

#include <memory>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/expression/custom_function.hpp"

namespace hrp::plugin {

struct GoOptions {
  int processes = 1;        // at most kMaxGoProcesses are started
  bool log_output = false;  // what the functions print is logged as info rather than debug
  // Variables of this process that the functions see, beside PATH, HOME, LANG and the source's.
  std::vector<std::string> pass_environment{};
  base::Duration start_limit = std::chrono::seconds(60);
  base::Duration call_limit = std::chrono::seconds(30);
};

inline constexpr int kMaxGoProcesses = 64;

// Waits until a first process has listed its functions; the others start behind it. The program
// runs from a copy in a private folder that goes with the result. kFunction, with the file, when it
// is made for another system or processor, or does not speak as it should. The clock must outlive
// the result, which ends the processes when it is destroyed; calls under way then fail.
[[nodiscard]] base::Result<std::shared_ptr<expression::CustomFunctions>> openGoFunctions(
    const GoOptions& options, const expression::CustomSource& source, const base::Clock& clock);

}  // namespace hrp::plugin
