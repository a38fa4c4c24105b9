#include "hrp/expression/csv.hpp"

#include <utility>

namespace hrp::expression {
namespace {

using base::ErrorCode;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  }

  base::Result<CsvTable> read() {
    CsvTable table;
    while (at_ < text_.size()) {
      if (takeLineEnd()) continue;
      const std::size_t first_line = line_;
      std::vector<std::string> row;
      row.reserve(table.columns.size());
      if (auto taken = takeRow(row); !taken) return base::fail(std::move(taken.error()));
      if (table.columns.empty()) {
        table.columns = std::move(row);
      } else if (row.size() != table.columns.size()) {
        return failAt(first_line, std::to_string(row.size()) + " field(s), but the first row has " +
                                      std::to_string(table.columns.size()));
      } else {
        table.rows.push_back(std::move(row));
      }
    }
    if (table.columns.empty()) {
      return base::fail(ErrorCode::kMalformedCsv,
                        "the CSV is empty: its first row has to name the columns");
    }
    return table;
  }

 private:
  static tl::unexpected<base::Error> failAt(std::size_t line, const std::string& problem) {
    return base::fail(ErrorCode::kMalformedCsv, "line " + std::to_string(line) + ": " + problem);
  }

  // LF or CRLF; a CR alone is a character like any other.
  bool takeLineEnd() {
    const std::string_view rest = text_.substr(at_);
    const std::size_t length = rest.starts_with('\n') ? 1 : rest.starts_with("\r\n") ? 2 : 0;
    at_ += length;
    if (length > 0) ++line_;
    return length > 0;
  }

  base::Result<> takeRow(std::vector<std::string>& row) {
    while (true) {
      std::string& field = row.emplace_back();
      const bool quoted = at_ < text_.size() && text_[at_] == '"';
      if (auto taken = quoted ? takeQuoted(field) : takePlain(field); !taken) return taken;
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (at_ >= text_.size() || takeLineEnd()) return {};
      return failAt(line_, "text after a closing quote");
    }
  }

  base::Result<> takePlain(std::string& field) {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
      if (text_[at_] == '"') return failAt(line_, "a quote inside a field that is not quoted");
      if (text_.substr(at_).starts_with("\r\n")) break;
      ++at_;
    }
    field = text_.substr(start, at_ - start);
    return {};
  }

  base::Result<> takeQuoted(std::string& field) {
    const std::size_t first_line = line_;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (takeLineEnd()) {
        field += '\n';
        continue;
      }
      ++at_;
      if (c != '"') {
        field += c;
        continue;
      }
      if (at_ >= text_.size() || text_[at_] != '"') return {};
      field += '"';
      ++at_;
    }
    return failAt(first_line, "a quote is not closed");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

base::Result<CsvTable> parseCsv(std::string_view text) {
  return CsvReader(text).read();
}

}  // namespace hrp::expression
