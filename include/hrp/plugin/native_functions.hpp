#pragma once
// The functions of a debugtalk.so, a shared library with the interface of native_abi.h, called by a
// pool of threads of this process.
//
// The library is loaded from a copy of its own, so the file may be replaced while it runs and need
// not be on this machine. A call that is over its time fails; its thread is left to it and another
// takes its place, until kMaxStuckCalls calls are stuck: then every call fails.

#include <memory>

#include "hrp/base/clock.hpp"
#include "hrp/expression/custom_function.hpp"

namespace hrp::plugin {

struct NativeOptions {
  int threads = 1;  // at most kMaxNativeThreads
  base::Duration call_limit = std::chrono::seconds(30);
};

inline constexpr int kMaxNativeThreads = 64;
inline constexpr int kMaxStuckCalls = 32;

// kFunction, with the file, when the bytes are no library for this machine, when it has another
// version of the interface, or refuses to open. The clock must outlive the result; when that is
// destroyed, calls under way fail and the library is closed and unloaded, but for one with a call
// that does not end: that stays until the process ends.
[[nodiscard]] base::Result<std::shared_ptr<expression::CustomFunctions>> openNativeFunctions(
    const NativeOptions& options, const expression::CustomSource& source, const base::Clock& clock);

}  // namespace hrp::plugin
