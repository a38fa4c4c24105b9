#include "hrp/expression/csv.hpp"

#include <algorithm>
#include <utility>

#include "hrp/base/byte_table.hpp"

namespace hrp::expression {

using base::ErrorCode;

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr auto kEndsPlain = base::byteTable(",\n\"");

// Whether a field that is not quoted ends there, or is wrong.
bool endsPlain(char c) {
  return kEndsPlain[static_cast<unsigned char>(c)];
}

}  // namespace

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  }

  base::Result<CsvTable> read() {
    table_.text_.reserve(text_.size());
    while (at_ < text_.size()) {
      if (takeLineEnd()) continue;
      const std::size_t first_line = line_;
      const std::size_t cells_before = table_.ends_.size();
      if (auto taken = takeRow(); !taken) return base::fail(std::move(taken.error()));
      if (table_.columns_.empty()) {
        nameColumns();
        continue;
      }
      const std::size_t fields = table_.ends_.size() - cells_before;
      if (fields != table_.columns_.size()) {
        return failAt(first_line, std::to_string(fields) + " field(s), but the first row has " +
                                      std::to_string(table_.columns_.size()));
      }
    }
    if (table_.columns_.empty()) {
      return base::fail(ErrorCode::kMalformedCsv,
                        "the CSV is empty: its first row has to name the columns");
    }
    return std::move(table_);
  }

 private:
  static tl::unexpected<base::Error> failAt(std::size_t line, const std::string& problem) {
    return base::fail(ErrorCode::kMalformedCsv, "line " + std::to_string(line) + ": " + problem);
  }

  // The row that was taken becomes the names of the columns.
  void nameColumns() {
    std::size_t start = 0;
    for (const std::size_t end : table_.ends_) {
      table_.columns_.push_back(table_.text_.substr(start, end - start));
      start = end;
    }
    table_.text_.clear();
    table_.ends_.clear();
  }

  // LF or CRLF; a CR alone is a character like any other.
  bool takeLineEnd() {
    const bool after_return = text_[at_] == '\r' && at_ + 1 < text_.size();
    if (text_[after_return ? at_ + 1 : at_] != '\n') return false;
    at_ += after_return ? 2 : 1;
    ++line_;
    return true;
  }

  base::Result<> takeRow() {
    while (true) {
      const bool quoted = at_ < text_.size() && text_[at_] == '"';
      if (auto taken = quoted ? takeQuoted() : takePlain(); !taken) return taken;
      table_.ends_.push_back(table_.text_.size());
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (at_ >= text_.size() || takeLineEnd()) return {};
      return failAt(line_, "text after a closing quote");
    }
  }

  base::Result<> takePlain() {
    const std::size_t start = at_;
    at_ = static_cast<std::size_t>(std::find_if(text_.begin() + start, text_.end(), endsPlain) -
                                   text_.begin());
    if (at_ < text_.size() && text_[at_] == '"') {
      return failAt(line_, "a quote inside a field that is not quoted");
    }
    // The CR of a CRLF belongs to the line's end.
    if (at_ > start && at_ < text_.size() && text_[at_] == '\n' && text_[at_ - 1] == '\r') --at_;
    table_.text_.append(text_.substr(start, at_ - start));
    return {};
  }

  base::Result<> takeQuoted() {
    std::string& field = table_.text_;
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
  CsvTable table_;
};

base::Result<CsvTable> parseCsv(std::string_view text) {
  return CsvReader(text).read();
}

}  // namespace hrp::expression
