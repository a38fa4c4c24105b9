#pragma once
// The builtin functions by kind, and what they share to read their arguments. Pure apart from the
// context they are handed; any thread may call them.

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/expression/function.hpp"

namespace hrp::expression {

inline constexpr std::size_t kAnyCount = std::numeric_limits<std::size_t>::max();

// One call: its arguments (as many as the builtin's table entry allows) and its context. Arguments
// are numbered from 1 in errors, from 0 here.
struct BuiltinCall {
  std::string_view name;
  std::span<const Value> arguments;
  FunctionContext& context;

  [[nodiscard]] base::Result<double> number(std::size_t index) const;
  // A float is cut to its whole part.
  [[nodiscard]] base::Result<std::int64_t> integer(std::size_t index) const;
  // Any value, as it is embedded in text.
  [[nodiscard]] std::string text(std::size_t index) const;
  [[nodiscard]] tl::unexpected<base::Error> badArgument(std::size_t index,
                                                        const std::string& problem) const;
  [[nodiscard]] tl::unexpected<base::Error> failed(const std::string& problem) const;
};

struct BuiltinEntry {
  std::string_view name;
  std::size_t min_arguments = 0;
  std::size_t max_arguments = 0;
  base::Result<Value> (*call)(const BuiltinCall& call) = nullptr;
};

[[nodiscard]] std::span<const BuiltinEntry> mapBuiltins();   // looking into values, changing them
[[nodiscard]] std::span<const BuiltinEntry> textBuiltins();  // hashes, encodings, lists
[[nodiscard]] std::span<const BuiltinEntry> contextBuiltins();  // time, random, identity, files

}  // namespace hrp::expression
