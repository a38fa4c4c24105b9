#pragma once
// The LoadEngine of hrp: N threads, each with an event loop, its users and a recorder of its own.
// Users are dealt to the threads in turn, so a ramp has the same shape for any number of threads.
//
// The caller owns the engine and keeps the clock alive as long. Like every LoadEngine it is driven
// from one thread; destroying it ends its threads and drops what they were doing.

#include <memory>

#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

[[nodiscard]] std::unique_ptr<LoadEngine> makeThreadedEngine(const base::Clock& clock);

}  // namespace hrp::engine
