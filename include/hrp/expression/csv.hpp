#pragma once
// CSV as RFC 4180 has it: the first row names the columns, every value is text. A byte order mark
// is skipped, lines end in LF or CRLF, quoted fields may hold commas, quotes ("") and line breaks
// (which read as LF), and blank lines are skipped. Pure; any thread may call it.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::expression {

// The cells of all rows lie one behind the other in one text, so a million rows cost their
// characters and 8 bytes a cell. A value type; what cell() returns lives as long as the table.
class CsvTable {
 public:
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] std::size_t rowCount() const {
    return columns_.empty() ? 0 : ends_.size() / columns_.size();
  }
  // Row and column count from 0 and are below rowCount() and columns().size().
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const {
    const std::size_t at = row * columns_.size() + column;
    const std::size_t start = at == 0 ? 0 : ends_[at - 1];
    return std::string_view(text_).substr(start, ends_[at] - start);
  }

 private:
  friend class CsvReader;
  std::vector<std::string> columns_;
  std::string text_;
  std::vector<std::size_t> ends_;  // of each cell in text_, row by row
};

// Errors are kMalformedCsv and name the line (from 1): a row of another length than the first, a
// quote that is misplaced or never closed, no row at all.
[[nodiscard]] base::Result<CsvTable> parseCsv(std::string_view text);

}  // namespace hrp::expression
