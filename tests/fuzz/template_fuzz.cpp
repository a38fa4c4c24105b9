// Fuzzes templates: any text compiles, and evaluates to a value or an error.

#include <cstdlib>

#include "hrp/expression/template.hpp"
#include "support/fakes/fake_function_context.hpp"
#include "support/fakes/fake_resolver.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace hrp::expression;
  const std::string text(reinterpret_cast<const char*>(data), size);
  hrp::testing::FakeResolver resolver;
  resolver.add("a", 1);
  resolver.add("b", "${md5($a)}");
  resolver.add("c", Value::array({1.5, nullptr}));
  hrp::testing::FakeFunctionContext context;
  const auto made = Template::compile(text, resolver);
  const Scope scope{resolver.slots, &context};
  const auto value = made.evaluate(scope);
  std::string out;
  const bool appended = made.appendTo(out, scope).has_value();
  if (value.has_value() != appended) std::abort();
  if (!appended && !out.empty()) std::abort();
  if (referencedNames(Value(text)).size() != made.variableNames().size()) std::abort();
  return 0;
}
