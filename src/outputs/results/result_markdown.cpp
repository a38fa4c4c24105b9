#include <algorithm>
#include <string_view>
#include <vector>

#include "hrp/outputs/result_texts.hpp"
#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/run_figures.hpp"

namespace hrp::outputs {
namespace {

constexpr std::size_t kMarkdownRows = 50;
constexpr std::size_t kMarkdownErrors = 20;

// A cell of a table: one line, and nothing in it is markup.
std::string cellText(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>()#+!|~&";
  std::string cell;
  for (const char character : printable(text)) {
    if (kMarkup.find(character) != std::string_view::npos) cell += '\\';
    cell += character;
  }
  return cell;
}

void addMarkdownRow(std::string& text, const std::vector<std::string>& cells) {
  text += "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  text += "\n";
}

std::string_view markOf(stats::Verdict verdict) {
  switch (verdict) {
    case stats::Verdict::kMet:
      return "✅ met";
    case stats::Verdict::kNotMet:
      return "❌ not met";
    case stats::Verdict::kUnclear:
      break;
  }
  return "❔ unclear";
}

stats::Verdict verdictOf(const stats::ThresholdFigures& thresholds) {
  stats::Verdict verdict = stats::Verdict::kMet;
  for (const auto& threshold : thresholds) {
    if (threshold.verdict == stats::Verdict::kNotMet) return stats::Verdict::kNotMet;
    if (threshold.verdict == stats::Verdict::kUnclear) verdict = stats::Verdict::kUnclear;
  }
  return verdict;
}

void addThresholds(std::string& text, const stats::ThresholdFigures& thresholds) {
  if (thresholds.empty()) return;
  text += "\n| Threshold | Verdict | Value | |\n|---|---|---|---|\n";
  for (const auto& threshold : thresholds) {
    addMarkdownRow(text, {cellText(threshold.text), std::string(markOf(threshold.verdict)),
                          cellText(threshold.value_text), cellText(threshold.why)});
  }
}

void addRow(std::string& text, const std::string& type, const std::string& name,
            const stats::Row& row, base::Duration elapsed) {
  const stats::Histogram times = row.latency.all();
  const auto at = [&](double quantile) {
    return msText(static_cast<double>(times.valueAt(quantile)));
  };
  addMarkdownRow(text,
                 {cellText(type), cellText(name), std::to_string(row.requests()),
                  std::to_string(row.failures()), fixedText(perSecond(row.requests(), elapsed), 1),
                  at(0.5), at(0.95), at(0.99), msText(static_cast<double>(times.max()))});
}

void addRows(std::string& text, const stats::Snapshot& run) {
  text +=
      "\n| Type | Name | Requests | Failures | /s | p50 ms | p95 ms | p99 ms | max ms |\n"
      "|---|---|--:|--:|--:|--:|--:|--:|--:|\n";
  using Entry = std::pair<const stats::RowKey, stats::Row>;
  std::vector<const Entry*> rows;
  for (const Entry& entry : run.total.rows) rows.push_back(&entry);
  const std::size_t hidden = rows.size() > kMarkdownRows ? rows.size() - kMarkdownRows : 0;
  if (hidden > 0) {
    std::ranges::stable_sort(rows, std::ranges::greater(),
                             [](const Entry* entry) { return entry->second.requests(); });
    rows.resize(kMarkdownRows);
  }
  for (const Entry* entry : rows) {
    addRow(text, entry->first.type, entry->first.name, entry->second, run.elapsed);
  }
  addRow(text, "", "Total", totalOf(run.total), run.elapsed);
  if (hidden > 0) text += "\n… and " + std::to_string(hidden) + " more rows\n";
}

void addErrors(std::string& text, const stats::Snapshot& run) {
  const auto errors = errorsByCount(run.total);
  if (errors.empty()) return;
  text += "\n| Count | Name | Error |\n|--:|---|---|\n";
  for (std::size_t i = 0; i < std::min(errors.size(), kMarkdownErrors); ++i) {
    const std::string message =
        std::string(toString(errors[i].error->kind)) + ": " + errors[i].error->message;
    addMarkdownRow(
        text, {std::to_string(errors[i].count), cellText(errors[i].row->name), cellText(message)});
  }
  if (errors.size() > kMarkdownErrors) {
    text += "\n… and " + std::to_string(errors.size() - kMarkdownErrors) + " more\n";
  }
}

}  // namespace

std::string resultMarkdown(const stats::Snapshot& run) {
  std::string text = "## hrp boom";
  if (!run.thresholds.empty()) text += ": " + std::string(markOf(verdictOf(run.thresholds)));
  text += "\n\n" + fixedText(toSeconds(run.elapsed), 1) + " s, at most " +
          std::to_string(run.users_peak) + (run.users_peak == 1 ? " user" : " users") +
          ", ended by " + cellText(toString(run.reason)) +
          (run.reason_text.empty() ? "" : " (" + cellText(run.reason_text) + ")") + "\n";
  if (!stats::isComplete(run.departed)) {
    text += "\n⚠ Incomplete: " + cellText(stats::departedText(run.departed)) + "\n";
  }
  addThresholds(text, run.thresholds);
  addRows(text, run);
  addErrors(text, run);
  return text;
}

}  // namespace hrp::outputs
