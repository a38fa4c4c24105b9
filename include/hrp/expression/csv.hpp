#pragma once
// CSV as RFC 4180 has it: the first row names the columns, every value is text. A byte order mark
// is skipped, lines end in LF or CRLF, quoted fields may hold commas, quotes ("") and line breaks
// (which read as LF), and blank lines are skipped. Pure; any thread may call it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::expression {

// Bytes that stay as they are as long as somebody holds the owner.
struct CsvText {
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};

// Walks through the text of a CSV field by field; what is wrong names the line (from 1).
class CsvScanner {
 public:
  explicit CsvScanner(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  // Past blank lines. False: there is no further row.
  [[nodiscard]] bool findRow();
  // The field that begins here; valid until the next call.
  [[nodiscard]] base::Result<std::string_view> takeField();
  // Whether that was the last one of its row.
  [[nodiscard]] bool rowEnded() const { return row_ended_; }
  // Past a row that was taken without a failure before.
  void skipRow();

  [[nodiscard]] std::size_t position() const { return at_; }
  [[nodiscard]] std::size_t line() const { return line_; }

 private:
  [[nodiscard]] bool takeLineEnd();
  [[nodiscard]] base::Result<std::string_view> takePlain();
  [[nodiscard]] base::Result<std::string_view> takeQuoted();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool row_ended_ = false;
  std::string unquoted_;  // a field that is not written as it reads
};

// The cells of one row, from the first column on.
class CsvRow {
 public:
  // Valid until the next call; nothing after the last one.
  [[nodiscard]] std::optional<std::string_view> next();

 private:
  friend class CsvTable;
  explicit CsvRow(CsvScanner scanner) : scanner_(std::move(scanner)) {}
  CsvScanner scanner_;
};

// The rows stay as they were written, and are read when they are used: beside the text, which may
// be that of a mapped file, a million rows cost 2.5 MB. A value type.
class CsvTable {
 public:
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] std::size_t rowCount() const { return row_count_; }
  // Rows count from 0 and are below rowCount(). The table must outlive it.
  [[nodiscard]] CsvRow row(std::size_t number) const;

 private:
  friend class CsvReader;
  // Where kBlockRows rows begin: the first one in the text, the others behind it. What is kTooFar,
  // or farther, is found from the last one before it that is not.
  static constexpr std::size_t kBlockRows = 16;
  static constexpr std::uint16_t kTooFar = 0xffff;
  struct Block {
    std::uint64_t start = 0;
    std::array<std::uint16_t, kBlockRows - 1> offsets{};
  };
  void addRow(std::size_t position);

  CsvText text_;
  std::vector<std::string> columns_;
  std::deque<Block> blocks_;  // grows without a copy beside it
  std::size_t row_count_ = 0;
};

// Reads all of it once. Errors are kMalformedCsv and name the line: a row of another length than
// the first, a quote that is misplaced or never closed, no row at all.
[[nodiscard]] base::Result<CsvTable> parseCsv(CsvText text);
[[nodiscard]] base::Result<CsvTable> parseCsv(std::string text);

}  // namespace hrp::expression
