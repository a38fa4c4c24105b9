#pragma once
// CSV as RFC 4180 has it: the first row names the columns, every value is text. A byte order mark
// is skipped, lines end in LF or CRLF, quoted fields may hold commas, quotes ("") and line breaks
// (which read as LF), and blank lines are skipped. Pure; any thread may call it.

#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::expression {

struct CsvTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as `columns`
};

// Errors are kParse and name the line (from 1): a row of another length than the first, a quote
// that is misplaced or never closed, no row at all.
[[nodiscard]] base::Result<CsvTable> parseCsv(std::string_view text);

}  // namespace hrp::expression
