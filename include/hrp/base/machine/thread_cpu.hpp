#pragma once
// Processor time used so far, user and system. Free functions without state; any thread.

#include "hrp/base/clock.hpp"

namespace hrp::base {

[[nodiscard]] Duration threadCpuTime();   // of the calling thread
[[nodiscard]] Duration processCpuTime();  // of all threads of this process
// Processors that this process may use; at least 1.
[[nodiscard]] unsigned usableCores();

}  // namespace hrp::base
