#pragma once
// The libraries of native functions that the tests load, as custom_function.hpp wants them.

#include <string>

#include "hrp/base/files/file.hpp"
#include "hrp/expression/custom_function.hpp"

namespace hrp::testing {

// native_sample.cpp
inline expression::CustomSource nativeSample() {
  return {"/nowhere/debugtalk.so", base::readFile(HRP_NATIVE_SAMPLE).value_or(""), {}, {}};
}

// native_strange.c: 1 another version, 2 a name twice, 3 a bad name, 4 no symbol.
inline expression::CustomSource strangeLibrary(int kind) {
  const std::string file = std::string(HRP_NATIVE_STRANGE) + std::to_string(kind) + ".so";
  return {"/nowhere/debugtalk.so", base::readFile(file).value_or(""), {}, {}};
}

}  // namespace hrp::testing
