#include "expression/builtins/builtins.hpp"

#include <map>

#include "expression/number.hpp"

namespace hrp::expression {
namespace {

std::string described(const Value& value) {
  if (value.is_string()) return "text \"" + value.get_ref<const std::string&>() + "\"";
  if (value.is_array()) return "a list";
  if (value.is_object()) return "a map";
  if (value.is_binary()) return "bytes";
  if (value.is_null() || value.is_discarded()) return "null";
  return toText(value);
}

class Builtin final : public Function {
 public:
  explicit Builtin(const BuiltinEntry& entry) : entry_(entry) {}
  [[nodiscard]] std::string_view name() const override { return entry_.name; }
  [[nodiscard]] std::size_t minArguments() const override { return entry_.min_arguments; }
  [[nodiscard]] std::size_t maxArguments() const override { return entry_.max_arguments; }
  [[nodiscard]] base::Result<Value> call(std::span<const Value> arguments,
                                         FunctionContext& context) const override {
    const BuiltinCall call{entry_.name, arguments, context};
    if (arguments.size() < entry_.min_arguments || arguments.size() > entry_.max_arguments) {
      return call.failed("cannot take " + std::to_string(arguments.size()) + " argument(s)");
    }
    return entry_.call(call);
  }

 private:
  BuiltinEntry entry_;
};

const std::map<std::string_view, Builtin>& registry() {
  static const auto kRegistry = [] {
    std::map<std::string_view, Builtin> made;
    for (const BuiltinEntry& entry : mapBuiltins()) made.emplace(entry.name, entry);
    for (const BuiltinEntry& entry : textBuiltins()) made.emplace(entry.name, entry);
    for (const BuiltinEntry& entry : contextBuiltins()) made.emplace(entry.name, entry);
    return made;
  }();
  return kRegistry;
}

}  // namespace

base::Result<double> BuiltinCall::number(std::size_t index) const {
  const Value& argument = arguments[index];
  if (!argument.is_number()) {
    return badArgument(index, "expected a number, got " + described(argument));
  }
  return argument.get<double>();
}

base::Result<std::int64_t> BuiltinCall::integer(std::size_t index) const {
  const Value& argument = arguments[index];
  if (!argument.is_number()) {
    return badArgument(index, "expected a number, got " + described(argument));
  }
  const auto integer = truncatedInteger(argument);
  if (!integer) return badArgument(index, toText(argument) + " does not fit 64 bits");
  return *integer;
}

std::string BuiltinCall::text(std::size_t index) const {
  return toText(arguments[index]);
}

tl::unexpected<base::Error> BuiltinCall::badArgument(std::size_t index,
                                                     const std::string& problem) const {
  return base::fail(base::ErrorCode::kFunction, "function " + std::string(name) + " argument " +
                                                    std::to_string(index + 1) + ": " + problem);
}

tl::unexpected<base::Error> BuiltinCall::failed(const std::string& problem) const {
  return base::fail(base::ErrorCode::kFunction, "function " + std::string(name) + ": " + problem);
}

const Function* findBuiltin(std::string_view name) {
  const auto found = registry().find(name);
  return found == registry().end() ? nullptr : &found->second;
}

std::vector<std::string_view> builtinNames() {
  std::vector<std::string_view> names;
  for (const auto& [name, builtin] : registry()) names.push_back(name);
  return names;
}

}  // namespace hrp::expression
