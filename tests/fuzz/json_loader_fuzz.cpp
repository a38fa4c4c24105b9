// Fuzzes the JSON loader and the compiler behind it.

#include "fuzz/loader_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  hrp::testing::fuzzLoader("case.json", {reinterpret_cast<const char*>(data), size});
  return 0;
}
