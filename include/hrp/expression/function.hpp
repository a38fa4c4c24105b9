#pragma once
// Function: something `${name(args)}` can call. Builtins are pure C++; docs/testcase.md lists them.
// A function keeps no state of its own: time, random numbers and files come from the context. It
// never blocks: `sleep` asks the context for a pause. Failures are kFunction errors that name the
// function and the argument.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/base/random.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::expression {

class CustomFunctions;

// What functions may reach: the caller's clock, random numbers, identity, environment and files.
// Owned by the caller of an evaluation, used by one thread at a time.
class FunctionContext {
 public:
  virtual ~FunctionContext() = default;
  virtual const base::Clock& clock() = 0;
  virtual base::Random& random() = 0;
  virtual std::optional<std::string> environment(const std::string& name) = 0;  // .env over process
  virtual base::Result<std::string> readFile(const std::string& path) = 0;      // of the bundle
  virtual std::int64_t userId() = 0;       // number of the user over the whole fleet, from 1
  virtual std::int64_t iteration() = 0;    // of this user, from 1
  virtual std::int64_t workerIndex() = 0;  // from 0
  // The user goes on after this time at the earliest; never blocks the thread.
  virtual void pause(base::Duration duration) = 0;
  // Calls a function of a debugtalk file (custom_function.hpp). A context that must not wait notes
  // the call and fails; who evaluates asks it, and evaluates again when the answer is there.
  virtual base::Result<Value> callCustom(CustomFunctions& functions, std::string_view name,
                                         std::span<const Value> arguments);
};

class Function {
 public:
  virtual ~Function() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual std::size_t minArguments() const = 0;
  [[nodiscard]] virtual std::size_t maxArguments() const = 0;
  [[nodiscard]] virtual base::Result<Value> call(std::span<const Value> arguments,
                                                 FunctionContext& context) const = 0;
};

// Null when there is none. Builtins live as long as the process and may be called by any thread.
[[nodiscard]] const Function* findBuiltin(std::string_view name);
[[nodiscard]] std::vector<std::string_view> builtinNames();

}  // namespace hrp::expression
