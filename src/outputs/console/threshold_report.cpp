#include "hrp/outputs/threshold_report.hpp"

#include <algorithm>
#include <utility>

#include "outputs/display_text.hpp"
#include "outputs/text_table.hpp"

namespace hrp::outputs {
namespace {

using stats::ThresholdFigure;
using stats::Verdict;

std::string standing(const ThresholdFigure& figure) {
  std::string text = printable(figure.text);
  if (figure.verdict == Verdict::kUnclear) return text + " is unclear (" + figure.value_text + ")";
  if (!figure.value) return text + " has no data";
  return text + " does not hold (" + figure.value_text + ")";
}

std::size_t countOf(const stats::ThresholdFigures& figures, Verdict verdict) {
  return static_cast<std::size_t>(std::ranges::count(figures, verdict, &ThresholdFigure::verdict));
}

// "all met", "1 of 3 not met", "2 of 3 met, 1 unclear".
std::string countsText(const stats::ThresholdFigures& figures) {
  const std::size_t met = countOf(figures, Verdict::kMet);
  const std::size_t not_met = countOf(figures, Verdict::kNotMet);
  if (met == figures.size()) return "all met";
  std::string text = std::to_string(not_met > 0 ? not_met : met) + " of " +
                     std::to_string(figures.size()) + (not_met > 0 ? " not met" : " met");
  const std::size_t unclear = figures.size() - met - not_met;
  if (unclear > 0) text += ", " + std::to_string(unclear) + " unclear";
  return text;
}

}  // namespace

std::vector<std::string> thresholdParts(const stats::ThresholdFigures& figures) {
  if (figures.empty()) return {};
  const std::size_t holding = countOf(figures, Verdict::kMet);
  std::vector<std::string> parts{"Thresholds: " + std::to_string(holding) + " of " +
                                 std::to_string(figures.size()) + " hold"};
  std::size_t others = figures.size() - holding;
  for (const ThresholdFigure& figure : figures) {
    if (figure.verdict == Verdict::kMet) continue;
    if (parts.size() > kMaxShownThresholds) break;
    parts.push_back(standing(figure));
    --others;
  }
  if (others > 0) parts.push_back("and " + std::to_string(others) + " more");
  return parts;
}

std::vector<std::string> thresholdTable(const stats::ThresholdFigures& figures, std::size_t width,
                                        const std::string& title) {
  if (figures.empty()) return {};
  TextTable table({{"VERDICT", TextTable::Align::kLeft},
                   {"THRESHOLD", TextTable::Align::kLeft, true},
                   {"VALUE"},
                   {"WHY", TextTable::Align::kLeft, true}});
  for (const ThresholdFigure& figure : figures) {
    table.addRow(
        {std::string(toString(figure.verdict)), figure.text, figure.value_text, figure.why});
  }
  std::vector<std::string> lines{title + ": " + countsText(figures)};
  for (std::string& line : table.lines(width)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace hrp::outputs
