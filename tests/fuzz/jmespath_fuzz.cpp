// Fuzzes JMESPath: the text up to the first zero byte is the expression, the rest the document.

#include <algorithm>
#include <cstdlib>

#include "hrp/expression/jmespath.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace hrp::expression;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = std::min(input.find('\0'), input.size());
  const auto path = JmesPath::compile(input.substr(0, zero));
  if (!path) return 0;
  Value document = Value::parse(input.substr(std::min(zero + 1, input.size())), nullptr, false);
  if (document.is_discarded()) {
    document = {{"a", {{"b", {1, 2.5, "x", nullptr}}}}, {"c", {{{"d", 1}}, {{"d", 2}}}}};
  }
  const auto found = path->search(document);
  if (!found && found.error().message.empty()) std::abort();
  return 0;
}
