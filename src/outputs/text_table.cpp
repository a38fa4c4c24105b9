#include "outputs/text_table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "hrp/base/assert.hpp"
#include "outputs/display_text.hpp"

namespace hrp::outputs {
namespace {

constexpr std::size_t kNarrowest = 8;

std::size_t tableWidth(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{1}) + 3 * widths.size();
}

std::string border(const std::vector<std::size_t>& widths) {
  std::string line = "+";
  for (const std::size_t width : widths) line += std::string(width + 2, '-') + "+";
  return line;
}

std::string cell(const std::string& text, std::size_t width, std::size_t left) {
  const std::size_t right = width - displayWidth(text) - left;
  return " " + std::string(left, ' ') + text + std::string(right, ' ') + " |";
}

}  // namespace

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {
  HRP_ASSERT(!columns_.empty());
}

void TextTable::addRow(std::vector<std::string> cells) {
  HRP_ASSERT(cells.size() <= columns_.size());
  cells.resize(columns_.size());
  for (std::string& text : cells) text = printable(text);
  rows_.push_back(std::move(cells));
}

void TextTable::addSeparator() {
  rows_.emplace_back();
}

std::vector<std::size_t> TextTable::widths(std::size_t max_width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(displayWidth(columns_[i].title));
    for (const auto& row : rows_) {
      if (!row.empty()) widths[i] = std::max(widths[i], displayWidth(row[i]));
    }
  }
  if (max_width == 0) return widths;
  while (tableWidth(widths) > max_width) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].can_shrink || widths[i] <= kNarrowest) continue;
      if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == columns_.size()) break;
    --widths[widest];
  }
  return widths;
}

TextTable TextTable::without(std::size_t column) const {
  TextTable narrower = *this;
  const auto at = static_cast<std::ptrdiff_t>(column);
  narrower.columns_.erase(narrower.columns_.begin() + at);
  for (auto& row : narrower.rows_) {
    if (!row.empty()) row.erase(row.begin() + at);
  }
  return narrower;
}

std::vector<std::string> TextTable::lines(std::size_t max_width) const {
  const std::vector<std::size_t> width = widths(max_width);
  if (max_width != 0 && tableWidth(width) > max_width) {
    std::size_t first = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const int rank = columns_[i].drop_rank;
      if (rank > 0 && (first == columns_.size() || rank < columns_[first].drop_rank)) first = i;
    }
    if (first < columns_.size()) return without(first).lines(max_width);
  }
  std::vector<std::string> lines{border(width)};
  std::string head = "|";
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::string title = clipped(columns_[i].title, width[i]);
    head += cell(title, width[i], (width[i] - displayWidth(title)) / 2);
  }
  lines.push_back(std::move(head));
  lines.push_back(border(width));
  for (const auto& row : rows_) {
    if (row.empty()) {
      lines.push_back(border(width));
      continue;
    }
    std::string line = "|";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string text = clipped(row[i], width[i]);
      const bool is_left = columns_[i].align == Align::kLeft;
      line += cell(text, width[i], is_left ? 0 : width[i] - displayWidth(text));
    }
    lines.push_back(std::move(line));
  }
  if (!rows_.empty()) lines.push_back(border(width));
  if (max_width == 0) return lines;
  for (std::string& line : lines) line = clipped(line, max_width);
  return lines;
}

}  // namespace hrp::outputs
