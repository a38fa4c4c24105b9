// Fuzz target: any text as the body of a response. What is taken for JSON has to be the value that
// another parser reads from its repaired text; of what is not, the reason has to be told.

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/responses/json_body.hpp"
#include "engine/responses/json_repair.hpp"
#include "hrp/base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using hrp::expression::Value;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Value expected = Value::parse(
      hrp::engine::repairedJson(hrp::engine::withoutByteOrderMark(text)), nullptr, false);
  hrp::engine::JsonBody body;
  if (!body.parse(text)) {
    HRP_ASSERT(!hrp::engine::jsonProblem(text).empty());
    return 0;
  }
  HRP_ASSERT(body.root() == expected);
  for (const Value& scalar : {Value("a"), Value(0), Value(1), Value(true), Value(false)}) {
    if (body.surelyIs({}, scalar)) HRP_ASSERT(expected == scalar);
  }
  return 0;
}
