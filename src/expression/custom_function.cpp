#include "hrp/expression/custom_function.hpp"

#include <future>

namespace hrp::expression {

base::Result<Value> FunctionContext::callCustom(CustomFunctions&, std::string_view name,
                                                std::span<const Value>) {
  return base::fail(base::ErrorCode::kFunction,
                    "function " + std::string(name) + " cannot be called here");
}

base::Result<Value> callAndWait(CustomFunctions& functions, std::string_view name,
                                std::span<const Value> arguments) {
  // Shared: the thread that answers may still be in set_value() when get() returns.
  const auto answer = std::make_shared<std::promise<base::Result<Value>>>();
  auto future = answer->get_future();
  CustomFunctions::Call call;
  call.name = name;
  for (const Value& argument : arguments) call.arguments.push_back(argument);
  call.done = [answer](base::Result<Value> value) { answer->set_value(std::move(value)); };
  functions.call(std::move(call));
  return future.get();
}

class CustomFunctionTable::Entry final : public Function {
 public:
  Entry(CustomFunctions& functions, CustomFunctions::Signature signature)
      : functions_(functions), signature_(std::move(signature)) {}
  [[nodiscard]] std::string_view name() const override { return signature_.name; }
  [[nodiscard]] std::size_t minArguments() const override { return signature_.min_arguments; }
  [[nodiscard]] std::size_t maxArguments() const override { return signature_.max_arguments; }
  [[nodiscard]] base::Result<Value> call(std::span<const Value> arguments,
                                         FunctionContext& context) const override {
    return context.callCustom(functions_, signature_.name, arguments);
  }

 private:
  CustomFunctions& functions_;
  CustomFunctions::Signature signature_;
};

CustomFunctionTable::CustomFunctionTable(std::shared_ptr<CustomFunctions> functions)
    : functions_(std::move(functions)) {
  for (CustomFunctions::Signature& signature : functions_->signatures()) {
    std::string name = signature.name;
    entries_.emplace(std::move(name), std::make_unique<Entry>(*functions_, std::move(signature)));
  }
}

CustomFunctionTable::~CustomFunctionTable() = default;

// A plugin in Go registers SumTwoInt as sumtwoint too, and is called as ${sum_two_int(1, 2)}.
std::string CustomFunctionTable::commonName(std::string_view name) {
  std::string common;
  for (const char c : name) {
    if (c != '_') common += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return common;
}

const Function* CustomFunctionTable::find(std::string_view name) const {
  auto found = entries_.find(name);
  if (found == entries_.end()) found = entries_.find(commonName(name));
  return found == entries_.end() ? nullptr : found->second.get();
}

std::vector<std::string> CustomFunctionTable::names() const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) names.push_back(name);
  return names;
}

}  // namespace hrp::expression
