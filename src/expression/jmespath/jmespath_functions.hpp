#pragma once
// The functions of the JMESPath specification with their signatures. Pure; any thread may call
// them.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expression/jmespath/jmespath_ast.hpp"
#include "hrp/base/error.hpp"

namespace hrp::expression {

// What an argument may be; the values combine.
enum JmesType : unsigned {
  kJmesNumber = 1U << 0U,
  kJmesString = 1U << 1U,
  kJmesBoolean = 1U << 2U,
  kJmesArray = 1U << 3U,
  kJmesObject = 1U << 4U,
  kJmesNull = 1U << 5U,
  kJmesExpression = 1U << 6U,
  kJmesNumbers = 1U << 7U,  // a list of numbers only
  kJmesStrings = 1U << 8U,  // a list of text only
  kJmesAny = (1U << 6U) - 1U,
};

// One argument: a value, or null where the expression reference stands.
struct JmesArgument {
  const Value* value = nullptr;
};

struct JmesCall {
  const JmesFunction& function;
  std::vector<JmesArgument> arguments;
  const JmesPath::Node* expression = nullptr;  // of the argument that is `&expression`

  [[nodiscard]] const Value& operator[](std::size_t index) const { return *arguments[index].value; }
  // The expression reference applied to an item.
  [[nodiscard]] base::Result<Value> apply(const Value& item) const;
};

struct JmesFunction {
  std::string_view name;
  std::size_t count = 0;            // of arguments
  bool variadic = false;            // more of the last kind may follow
  std::array<unsigned, 2> types{};  // JmesType of each; the last one holds for the rest
  base::Result<Value> (*call)(const JmesCall& call) = nullptr;
};

[[nodiscard]] const JmesFunction* findJmesFunction(std::string_view name);  // null when unknown

// "invalid-arity: …" when the function does not take so many arguments.
[[nodiscard]] std::optional<std::string> checkArity(const JmesFunction& function,
                                                    std::size_t count);

// Checks the arguments' types ("invalid-type: …") and calls.
[[nodiscard]] base::Result<Value> callJmesFunction(const JmesCall& call);

}  // namespace hrp::expression
