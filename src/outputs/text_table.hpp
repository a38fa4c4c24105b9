#pragma once
// TextTable: a bordered table as lines of text, in the look of the Go version ("| NAME | … |").
// Widths are in terminal columns (display_text.hpp). A plain value; cells are made printable.

#include <cstddef>
#include <string>
#include <vector>

namespace hrp::outputs {

class TextTable {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kRight;
    bool can_shrink = false;  // its cells may be cut with "…" when the table is too wide
    int drop_rank = 0;        // when that is not enough, rank 1 is left out first; 0: never
  };

  explicit TextTable(std::vector<Column> columns);

  // As many cells as columns; missing ones are empty.
  void addRow(std::vector<std::string> cells);
  void addSeparator();
  // No line is wider than `max_width`; 0 means no limit. Columns that can shrink give way first,
  // then whole columns are left out by rank, at last the right end of the lines is cut off.
  [[nodiscard]] std::vector<std::string> lines(std::size_t max_width = 0) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t max_width) const;
  [[nodiscard]] TextTable without(std::size_t column) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // an empty row is a separator
};

}  // namespace hrp::outputs
