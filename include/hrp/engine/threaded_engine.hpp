#pragma once
// The LoadEngine of hrp: N threads, each with an event loop, its users and a recorder of its own.
// Users are dealt to the threads in turn, so a ramp has the same shape for any number of threads.
//
// What is counted: one sample for each request step, with the time and bytes of all its redirects,
// so a server that redirects sees more requests than the step's row has. A step whose request could
// not be rendered is a failure of kind script with latency 0 that no server has seen. An iteration
// that a stop interrupts leaves its requests and no Action. Under a pace, the latency counts from
// the time at which the request was due, and the service time from the first exchange.
//
// Rows of parameters and rendezvous are given out by the fleet (tell()); without it users pass a
// rendezvous and wait for a row.
//
// The caller owns the engine and keeps the clock alive as long. Like every LoadEngine it is driven
// from one thread; destroying it ends its threads and drops what they were doing.

#include <memory>

#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

[[nodiscard]] std::unique_ptr<LoadEngine> makeThreadedEngine(const base::Clock& clock);

}  // namespace hrp::engine
