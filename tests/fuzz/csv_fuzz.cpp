// Fuzzes CSV: every cell can be read, and together they hold no more than what was written.

#include <cstdlib>

#include "hrp/expression/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto table =
      hrp::expression::parseCsv(std::string(reinterpret_cast<const char*>(data), size));
  if (!table) return 0;
  if (table->columns().empty()) std::abort();
  std::size_t bytes = 0;
  for (std::size_t row = 0; row < table->rowCount(); ++row) {
    auto cells = table->row(row);
    std::size_t count = 0;
    for (; const auto cell = cells.next(); ++count) bytes += cell->size();
    if (count != table->columns().size()) std::abort();
  }
  if (bytes > size) std::abort();
  return 0;
}
