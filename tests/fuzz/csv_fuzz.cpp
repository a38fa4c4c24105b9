// Fuzzes CSV: every row that is read is as long as the first.

#include <cstdlib>

#include "hrp/expression/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto table = hrp::expression::parseCsv({reinterpret_cast<const char*>(data), size});
  if (!table) return 0;
  if (table->columns.empty()) std::abort();
  for (const auto& row : table->rows) {
    if (row.size() != table->columns.size()) std::abort();
  }
  return 0;
}
