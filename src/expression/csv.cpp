#include "hrp/expression/csv.hpp"

#include <algorithm>
#include <utility>

#include "hrp/base/assert.hpp"
#include "hrp/base/byte_table.hpp"

namespace hrp::expression {

using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr auto kEndsPlain = base::byteTable(",\n\"");
constexpr auto kStopsQuoted = base::byteTable("\r\n\"");

// Where the first byte of the table is, from `at` on; the size when there is none.
std::size_t findFirst(std::string_view text, std::size_t at, const std::array<bool, 256>& table) {
  while (at < text.size() && !table[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

tl::unexpected<base::Error> failAt(std::size_t line, const std::string& problem) {
  return base::fail(ErrorCode::kMalformedCsv, "line " + std::to_string(line) + ": " + problem);
}

}  // namespace

// LF or CRLF; a CR alone is a character like any other.
bool CsvScanner::takeLineEnd() {
  const bool after_return = text_[at_] == '\r' && at_ + 1 < text_.size();
  if (text_[after_return ? at_ + 1 : at_] != '\n') return false;
  at_ += after_return ? 2 : 1;
  ++line_;
  return true;
}

bool CsvScanner::findRow() {
  row_ended_ = false;
  while (at_ < text_.size()) {
    if (!takeLineEnd()) return true;
  }
  return false;
}

Result<std::string_view> CsvScanner::takeField() {
  const bool quoted = at_ < text_.size() && text_[at_] == '"';
  auto field = quoted ? takeQuoted() : takePlain();
  if (!field) return field;
  row_ended_ = false;
  if (at_ < text_.size() && text_[at_] == ',') {
    ++at_;
    return field;
  }
  if (at_ < text_.size() && !takeLineEnd()) return failAt(line_, "text after a closing quote");
  row_ended_ = true;
  return field;
}

Result<std::string_view> CsvScanner::takePlain() {
  const std::size_t start = at_;
  at_ = findFirst(text_, at_, kEndsPlain);
  if (at_ < text_.size() && text_[at_] == '"') {
    return failAt(line_, "a quote inside a field that is not quoted");
  }
  // The CR of a CRLF belongs to the line's end.
  if (at_ > start && at_ < text_.size() && text_[at_] == '\n' && text_[at_ - 1] == '\r') --at_;
  return text_.substr(start, at_ - start);
}

// In one piece where it reads as it is written; else the pieces between what does not are joined.
Result<std::string_view> CsvScanner::takeQuoted() {
  const std::size_t first_line = line_;
  std::size_t start = ++at_;
  unquoted_.clear();
  bool joined = false;
  const auto join = [&](std::size_t end, std::size_t go_on) {
    unquoted_ += text_.substr(start, end - start);
    start = at_ = go_on;
    joined = true;
  };
  while ((at_ = findFirst(text_, at_, kStopsQuoted)) < text_.size()) {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (text_[at_] == '\n') {
      ++line_;
      ++at_;
    } else if (text_[at_] == '\r') {
      if (next == '\n')
        join(at_, at_ + 1);
      else
        ++at_;
    } else if (next == '"') {
      join(at_ + 1, at_ + 2);
    } else {
      const std::string_view last = text_.substr(start, at_ - start);
      ++at_;
      if (!joined) return last;
      return std::string_view(unquoted_ += last);
    }
  }
  return failAt(first_line, "a quote is not closed");
}

void CsvScanner::skipRow() {
  const std::size_t end = std::min(text_.find('\n', at_), text_.size());
  const std::string_view line = text_.substr(at_, end - at_);
  if (line.find('"') == std::string_view::npos) {
    at_ = std::min(end + 1, text_.size());
    return;
  }
  do {
    static_cast<void>(takeField());
  } while (!row_ended_);
}

std::optional<std::string_view> CsvRow::next() {
  if (scanner_.rowEnded()) return std::nullopt;
  const auto field = scanner_.takeField();
  HRP_ASSERT(field.has_value());  // all of the text was read before, and stays as it is
  return *field;
}

CsvRow CsvTable::row(std::size_t number) const {
  HRP_ASSERT(number < row_count_);
  const Block& block = blocks_[number / kBlockRows];
  std::size_t known = number % kBlockRows;
  while (known > 0 && block.offsets[known - 1] == kTooFar) --known;
  CsvScanner scanner(text_.bytes, block.start + (known > 0 ? block.offsets[known - 1] : 0U));
  for (; known < number % kBlockRows; ++known) {
    scanner.skipRow();
    static_cast<void>(scanner.findRow());
  }
  return CsvRow(std::move(scanner));
}

void CsvTable::addRow(std::size_t position) {
  const std::size_t at = row_count_++ % kBlockRows;
  if (at == 0) {
    blocks_.push_back({position, {}});
    return;
  }
  const std::size_t offset = position - blocks_.back().start;
  blocks_.back().offsets[at - 1] =
      static_cast<std::uint16_t>(std::min<std::size_t>(offset, kTooFar));
}

class CsvReader {
 public:
  explicit CsvReader(CsvText text) : scanner_(withoutMark(text.bytes)) {
    table_.text_ = {withoutMark(text.bytes), std::move(text.owner)};
  }

  Result<CsvTable> read() {
    if (!scanner_.findRow()) {
      return base::fail(ErrorCode::kMalformedCsv,
                        "the CSV is empty: its first row has to name the columns");
    }
    auto named = takeRow([this](std::string_view name) { table_.columns_.emplace_back(name); });
    if (!named) return base::fail(std::move(named.error()));
    while (scanner_.findRow()) {
      const std::size_t line = scanner_.line();
      table_.addRow(scanner_.position());
      const auto fields = takeRow([](std::string_view) {});
      if (!fields) return base::fail(fields.error());
      if (*fields != table_.columns_.size()) {
        return failAt(line, std::to_string(*fields) + " field(s), but the first row has " +
                                std::to_string(table_.columns_.size()));
      }
    }
    return std::move(table_);
  }

 private:
  static std::string_view withoutMark(std::string_view text) {
    return text.substr(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
  }

  // How many fields it has.
  template <class Take>
  Result<std::size_t> takeRow(const Take& take) {
    for (std::size_t count = 1;; ++count) {
      const auto field = scanner_.takeField();
      if (!field) return base::fail(field.error());
      take(*field);
      if (scanner_.rowEnded()) return count;
    }
  }

  CsvScanner scanner_;
  CsvTable table_;
};

Result<CsvTable> parseCsv(CsvText text) {
  return CsvReader(std::move(text)).read();
}

Result<CsvTable> parseCsv(std::string text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  const std::string_view bytes = *owner;
  return parseCsv(CsvText{bytes, std::move(owner)});
}

}  // namespace hrp::expression
