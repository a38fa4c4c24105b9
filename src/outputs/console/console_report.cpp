#include "outputs/console/console_report.hpp"

#include <algorithm>
#include <utility>

#include "hrp/outputs/threshold_report.hpp"
#include "outputs/connection_report.hpp"
#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/generator_text.hpp"
#include "outputs/limit_hints.hpp"
#include "outputs/prometheus/push_ledger.hpp"
#include "outputs/run_figures.hpp"
#include "outputs/text_table.hpp"

namespace hrp::outputs {
namespace {

using Lines = std::vector<std::string>;
using Align = TextTable::Align;

constexpr std::string_view kMasterBanner =
    "==================================== HttpRunner Master for Distributed Load Testing "
    "====================================";
constexpr std::string_view kSummaryBanner =
    "=========================================== Statistics Summary "
    "==========================================";

void append(Lines& lines, Lines more) {
  for (std::string& line : more) lines.push_back(std::move(line));
}

// The parts joined by ", "; on a terminal wrapped there, so that a repaint knows its height.
Lines joined(const std::vector<std::string>& parts, std::size_t width) {
  Lines lines;
  if (parts.empty()) return lines;
  std::string line;
  for (const std::string& part : parts) {
    if (!line.empty()) line += ',';
    if (width != 0 && !line.empty() && displayWidth(line) + 2 + displayWidth(part) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += part;
  }
  lines.push_back(std::move(line));
  if (width != 0) {
    for (std::string& text : lines) text = clipped(text, width);
  }
  return lines;
}

std::string transactionsText(const stats::Slice& slice) {
  return "Accumulated Transactions: " + std::to_string(slice.transactions_passed) + " Passed, " +
         std::to_string(slice.transactions_failed) + " Failed";
}

// What a table of figures has beyond the columns that are always there.
struct Columns {
  bool summary = false;
  bool resent = false;  // some request was sent again
};

// The columns of the Go version in its order, then the percentiles that it does not have. The ranks
// leave room for names, counts, median, rate and P95 on 80 columns.
TextTable figureTable(Columns shown) {
  constexpr auto kRight = Align::kRight;
  std::vector<TextTable::Column> columns{{"TYPE", Align::kLeft},
                                         {"NAME", Align::kLeft, true},
                                         {"# REQUESTS"},
                                         {"# FAILS"},
                                         {"MEDIAN"},
                                         {"AVERAGE", kRight, false, 7},
                                         {"MIN", kRight, false, 5},
                                         {"MAX", kRight, false, 8},
                                         {"CONTENT SIZE", kRight, false, 1},
                                         {"# REQS/SEC"},
                                         {"# FAILS/SEC", kRight, false, 2},
                                         {"P50", kRight, false, 1},
                                         {"P90", kRight, false, 3},
                                         {"P95"},
                                         {"P99", kRight, false, 6},
                                         {"PASSED P50", kRight, false, 3},
                                         {"PASSED P95", kRight, false, 3}};
  if (shown.summary) columns.insert(columns.end() - 2, {"P99.9", kRight, false, 4});
  if (shown.resent) columns.push_back({"# RESENT", kRight, false, 9});
  return TextTable(std::move(columns));
}

std::string quantileText(const stats::Histogram& histogram, double quantile) {
  return msText(static_cast<double>(histogram.valueAt(quantile)));
}

// None passed: there is no time to show.
std::string passedText(const stats::Row& row, double quantile) {
  const stats::Histogram& times = row.latency.passed;
  return times.count() == 0 ? "-" : quantileText(times, quantile);
}

struct Figures {
  std::string type;
  std::string name;
  const stats::Row& row;
  base::Duration over;
};

void addFigures(TextTable& table, const Figures& figures, Columns shown) {
  const stats::Row& row = figures.row;
  const stats::Histogram times = row.latency.all();
  std::vector<std::string> cells{figures.type,
                                 figures.name,
                                 std::to_string(row.requests()),
                                 std::to_string(row.failures()),
                                 quantileText(times, 0.5),
                                 msText(times.mean()),
                                 msText(static_cast<double>(times.min())),
                                 msText(static_cast<double>(times.max())),
                                 fixedText(meanContentBytes(row), 0),
                                 fixedText(perSecond(row.requests(), figures.over), 2),
                                 fixedText(perSecond(row.failures(), figures.over), 2),
                                 quantileText(times, 0.5),
                                 quantileText(times, 0.9),
                                 quantileText(times, 0.95),
                                 quantileText(times, 0.99)};
  if (shown.summary) cells.push_back(quantileText(times, 0.999));
  cells.push_back(passedText(row, 0.5));
  cells.push_back(passedText(row, 0.95));
  if (shown.resent) cells.push_back(std::to_string(row.resent()));
  table.addRow(std::move(cells));
}

using RowEntry = std::pair<const stats::RowKey, stats::Row>;

// At most kMaxIntervalRows, in the order of their keys: a log must not grow by 10,000 lines each
// interval because a name holds a variable.
std::vector<const RowEntry*> busiestRows(const stats::Slice& slice) {
  std::vector<const RowEntry*> rows;
  for (const RowEntry& entry : slice.rows) rows.push_back(&entry);
  if (rows.size() <= kMaxIntervalRows) return rows;
  std::ranges::stable_sort(rows, std::ranges::greater(),
                           [](const RowEntry* entry) { return entry->second.requests(); });
  rows.resize(kMaxIntervalRows);
  std::ranges::sort(rows, std::ranges::less(),
                    [](const RowEntry* entry) -> const stats::RowKey& { return entry->first; });
  return rows;
}

Lines masterLines(const stats::Snapshot& snapshot, std::size_t width) {
  Lines lines{width == 0 ? std::string(kMasterBanner) : clipped(kMasterBanner, width)};
  append(lines, joined({"Current time: " + localTimeText(snapshot.at),
                        "State: " + std::string(toString(snapshot.state)),
                        "Current Available Workers: " + std::to_string(availableWorkers(snapshot)),
                        "Target Users: " + std::to_string(snapshot.target_users),
                        "Current Users: " + std::to_string(snapshot.users)},
                       width));
  TextTable table({{"WORKER ID", Align::kLeft, true},
                   {"IP", Align::kLeft},
                   {"STATE", Align::kLeft},
                   {"CURRENT USERS"},
                   {"CPU USAGE (%)"},
                   {"MEMORY USAGE (%)"}});
  for (const stats::WorkerView& worker : snapshot.workers) {
    table.addRow({worker.id, worker.ip, std::string(toString(worker.state)),
                  std::to_string(worker.users), fixedText(worker.process_cpu_percent, 2),
                  fixedText(worker.process_memory_percent, 2)});
  }
  append(lines, table.lines(width));
  return lines;
}

using TimesOf = stats::Histogram (*)(const stats::Row& row);

// A second look at the rows, by other times; rows for which there are none are left out.
Lines timesLines(const stats::Slice& total, TimesOf times_of, std::size_t width) {
  TextTable table({{"TYPE", Align::kLeft},
                   {"NAME", Align::kLeft, true},
                   {"MEDIAN"},
                   {"AVERAGE"},
                   {"MIN"},
                   {"MAX"},
                   {"P90"},
                   {"P95"},
                   {"P99"},
                   {"P99.9"}});
  for (const auto& [key, row] : total.rows) {
    const stats::Histogram times = times_of(row);
    if (times.count() == 0) continue;
    table.addRow({key.type, key.name, quantileText(times, 0.5), msText(times.mean()),
                  msText(static_cast<double>(times.min())),
                  msText(static_cast<double>(times.max())), quantileText(times, 0.9),
                  quantileText(times, 0.95), quantileText(times, 0.99),
                  quantileText(times, 0.999)});
  }
  return table.lines(width);
}

bool hasBothOutcomes(const stats::OutcomeTimes& times) {
  return times.passed.count() > 0 && times.failed.count() > 0;
}

// A failure that comes at once or a timeout says little of how long requests take.
Lines passedLines(const stats::Slice& total, std::size_t width) {
  const auto is_mixed = [](const RowEntry& entry) { return hasBothOutcomes(entry.second.latency); };
  if (std::ranges::none_of(total.rows, is_mixed)) return {};
  Lines lines = joined({"Times of those that passed", "where others failed:"}, width);
  append(lines, timesLines(
                    total,
                    [](const stats::Row& row) {
                      return hasBothOutcomes(row.latency) ? row.latency.passed : stats::Histogram();
                    },
                    width));
  return lines;
}

// Under a pacer: the tables above count from the scheduled start of a request.
Lines serviceTimeLines(const stats::Slice& total, std::size_t width) {
  Lines lines =
      joined({"Times above count from the scheduled start", "below from the real send:"}, width);
  append(lines, timesLines(
                    total, [](const stats::Row& row) { return row.service_time.all(); }, width));
  return lines;
}

Lines errorLines(const stats::Slice& total, std::size_t width) {
  const std::vector<ErrorFigure> errors = errorsByCount(total);
  if (errors.empty()) return {};
  TextTable table({{"TYPE", Align::kLeft},
                   {"NAME", Align::kLeft, true},
                   {"KIND", Align::kLeft},
                   {"MESSAGE", Align::kLeft, true},
                   {"COUNT"}});
  const std::size_t shown = std::min(errors.size(), kMaxShownErrors);
  for (std::size_t i = 0; i < shown; ++i) {
    const ErrorFigure& figure = errors[i];
    table.addRow({figure.row->type, figure.row->name, std::string(toString(figure.error->kind)),
                  figure.error->message, std::to_string(figure.count)});
  }
  Lines lines{"Errors:"};
  append(lines, table.lines(width));
  if (shown < errors.size()) {
    lines.push_back("… and " + std::to_string(errors.size() - shown) + " more");
  }
  return lines;
}

// They are in no other line: what they would have been worth nobody knows.
Lines abortedLines(const stats::Slice& total, std::size_t width) {
  std::vector<std::string> parts;
  for (const auto& [key, row] : total.rows) {
    if (row.aborted == 0) continue;
    parts.push_back(std::to_string(row.aborted) + " of " + printable(key.type + " " + key.name));
  }
  if (parts.empty()) return {};
  if (parts.size() > kMaxShownErrors) {
    const std::size_t hidden = parts.size() - kMaxShownErrors;
    parts.resize(kMaxShownErrors);
    parts.push_back("… and " + std::to_string(hidden) + " more rows");
  }
  Lines lines{"Aborted: " + std::to_string(totalOf(total).aborted) +
              " requests were cut off by the end of the run"};
  append(lines, joined(parts, width));
  return lines;
}

// The time that users waited for their testcases' own functions; it is in no latency.
Lines functionLines(const stats::Slice& total, std::size_t width) {
  if (total.function_calls == 0) return {};
  const double time_us = static_cast<double>(total.function_time_us);
  return joined({"Time in functions: " + fixedText(time_us / 1e6, 3) + "s",
                 "calls: " + std::to_string(total.function_calls),
                 "failed: " + std::to_string(total.function_failures),
                 "average: " + msText(time_us / static_cast<double>(total.function_calls)) + "ms"},
                width);
}

Lines endLines(const stats::Snapshot& snapshot, std::size_t width, bool is_window) {
  Lines lines;
  std::vector<std::string> codes;
  for (const auto& [status, count] : snapshot.total.status_codes) {
    codes.push_back(std::to_string(status) + " (" + std::to_string(count) + ")");
  }
  if (!codes.empty()) {
    codes.front().insert(0, "Status codes: ");
    append(lines, joined(codes, width));
  }
  if (isPaced(snapshot.total)) {
    lines.push_back("Late starts: " + std::to_string(snapshot.total.late_starts) +
                    " began over 10 ms after their scheduled time");
  }
  if (snapshot.total.dropped_requests > 0) {
    lines.push_back("Dropped requests: " + std::to_string(snapshot.total.dropped_requests) +
                    " were due while the process was paused");
  }
  if (snapshot.total.dropped_iterations > 0) {
    lines.push_back("Dropped iterations: " + std::to_string(snapshot.total.dropped_iterations) +
                    " could not start at their time");
  }
  append(lines, abortedLines(snapshot.total, width));
  append(lines, functionLines(snapshot.total, width));
  append(lines, joined(generatorParts(snapshot.total), width));
  append(lines, joined(limitedParts(snapshot.total.generator), width));
  std::vector<std::string> lost = stats::lostWorkers(snapshot.departed);
  if (!lost.empty()) {
    for (std::string& id : lost) id = printable(id);
    lost.front().insert(0, is_window ? "Lost workers of the whole run: " : "Lost workers: ");
    append(lines, joined(lost, width));
    lines.push_back("Incomplete: about " + std::to_string(stats::mayBeMissing(snapshot.departed)) +
                    " requests may be missing");
  }
  std::string reason = is_window ? "The whole run was ended by: " : "Ended by: ";
  reason += toString(snapshot.reason);
  if (!snapshot.reason_text.empty()) reason += " (" + printable(snapshot.reason_text) + ")";
  lines.push_back(std::move(reason));
  return lines;
}

}  // namespace

Lines intervalReport(const stats::Snapshot& snapshot, std::size_t width) {
  Lines lines;
  if (snapshot.role == stats::Role::kMaster) lines = masterLines(snapshot, width);
  const stats::Row total = totalOf(snapshot.total);
  const double rps = perSecond(total.requests(), snapshot.elapsed);
  append(
      lines,
      joined({"Current time: " + localTimeText(snapshot.at),
              "Users: " + std::to_string(snapshot.users),
              "State: " + std::string(toString(snapshot.state)), "Total RPS: " + fixedText(rps, 1),
              "Total Average Response Time: " + msText(total.latency.all().mean()) + "ms",
              "Total Fail Ratio: " + fixedText(ratio(total.failures(), total.requests()) * 100, 1) +
                  "%"},
             width));
  append(lines, joined({transactionsText(snapshot.total)}, width));
  append(lines, joined(limitedParts(snapshot.recent.generator), width));
  append(lines, joined(thresholdParts(snapshot.thresholds), width));
  TextTable table = figureTable({});
  const std::vector<const RowEntry*> shown = busiestRows(snapshot.recent);
  for (const RowEntry* entry : shown) {
    const auto& [key, row] = *entry;
    addFigures(table, {key.type, key.name, row, snapshot.interval}, {});
  }
  append(lines, table.lines(width));
  const std::size_t hidden = snapshot.recent.rows.size() - shown.size();
  if (hidden > 0) lines.push_back("… and " + std::to_string(hidden) + " more rows");
  return lines;
}

Lines summaryReport(const stats::Snapshot& snapshot, std::size_t width, bool is_window) {
  Lines lines{width == 0 ? std::string(kSummaryBanner) : clipped(kSummaryBanner, width)};
  append(lines, joined({"Current time: " + localTimeText(snapshot.at),
                        "Users: " + std::to_string(snapshot.users),
                        "Duration: " + fixedText(toSeconds(snapshot.elapsed), 3) + "s",
                        transactionsText(snapshot.total)},
                       width));
  const stats::Row total = totalOf(snapshot.total);
  const Columns shown{.summary = true, .resent = total.resent() > 0};
  TextTable table = figureTable(shown);
  for (const auto& [key, row] : snapshot.total.rows) {
    addFigures(table, {key.type, key.name, row, snapshot.elapsed}, shown);
  }
  if (!snapshot.total.rows.empty()) table.addSeparator();
  addFigures(table, {"", "Total", total, snapshot.elapsed}, shown);
  append(lines, table.lines(width));
  append(lines, passedLines(snapshot.total, width));
  if (isPaced(snapshot.total)) append(lines, serviceTimeLines(snapshot.total, width));
  if (auto texts = connectionTexts(total); !texts.empty()) append(lines, joined(texts, width));
  append(lines, phaseLines(total, width));
  append(lines, errorLines(snapshot.total, width));
  append(lines, limitHints(snapshot.total));
  if (snapshot.pushes && snapshot.pushes->lostAny()) {
    lines.push_back("Metrics: " + describeLoss(*snapshot.pushes));
  }
  append(lines, thresholdTable(snapshot.thresholds, width,
                               is_window ? "Thresholds of the whole run" : "Thresholds"));
  append(lines, endLines(snapshot, width, is_window));
  return lines;
}

}  // namespace hrp::outputs
