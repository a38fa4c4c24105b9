#include "hrp/outputs/case_trace.hpp"

#include <algorithm>
#include <utility>

#include "outputs/case/shown_body.hpp"
#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/text_table.hpp"

namespace hrp::outputs {
namespace {

constexpr const char* kGreen = "\x1b[32m";
constexpr const char* kRed = "\x1b[31m";
constexpr const char* kBold = "\x1b[1m";
constexpr const char* kDim = "\x1b[2m";
constexpr const char* kPlain = "\x1b[0m";
constexpr std::size_t kTracedBodyBytes = 4096;
constexpr std::size_t kTracedValueBytes = 1024;  // of an extracted or checked value

std::string shownValue(const std::string& json) {
  const std::string_view cut = cutText(json, kTracedValueBytes);
  if (cut.size() == json.size()) return printable(json);
  return printable(cut) + " … " + std::to_string(json.size() - cut.size()) + " more bytes";
}

std::string tracedTime(base::Duration duration) {
  return msText(toSeconds(duration) * 1e6) + " ms";
}

std::string phaseText(base::Duration duration) {
  return duration.count() == 0 ? "-" : tracedTime(duration);
}

std::string statusLine(const stats::ResponseRecord& response) {
  std::string line = response.version;
  if (response.status != 0) line += " " + std::to_string(response.status);
  if (!response.reason.empty()) line += " " + response.reason;
  return printable(line);
}

std::string iterationText(const stats::CaseRecord& record) {
  if (record.iterations <= 1 && record.iteration <= 1) return {};
  return std::to_string(record.iteration) + "/" + std::to_string(record.iterations);
}

}  // namespace

CaseTrace::CaseTrace(std::ostream& out, CaseTraceOptions options)
    : out_(out), options_(std::move(options)) {}

std::string CaseTrace::painted(const char* colour, const std::string& text) const {
  return options_.colours ? colour + text + kPlain : text;
}

std::string CaseTrace::verdict(bool success) const {
  return success ? painted(kGreen, "PASS") : painted(kRed, "FAIL");
}

// One line behind a label of a fixed width, so that the columns of a step line up.
void CaseTrace::writeLabelled(const char* label, const std::string& text) {
  std::string column = label;
  column.resize(std::max<std::size_t>(column.size(), 10), ' ');
  out_ << painted(kDim, column) << ' ' << text << '\n';
}

void CaseTrace::onCaseStarted(const stats::CaseRecord& record) {
  steps_ = 0;
  std::string place = printable(pathBelow(record.file, options_.folder));
  if (const std::string iteration = iterationText(record); !iteration.empty()) {
    place += ", iteration " + iteration;
  }
  out_ << '\n'
       << painted(kBold, "=== " + printable(record.name)) << painted(kDim, "  " + place) << '\n';
  out_.flush();
}

void CaseTrace::onStepEnded(const stats::CaseRecord&, const stats::StepRecord& step) {
  ++steps_;
  const std::string title = "--- step " + std::to_string(steps_) + ": " + printable(step.name);
  out_ << '\n' << painted(kBold, title) << painted(kDim, " [" + printable(step.type) + "]") << '\n';
  if (options_.show_requests) {
    for (const stats::ExchangeRecord& exchange : step.exchanges) writeExchange(exchange);
  }
  for (const stats::ExchangeRecord& exchange : step.exchanges) {
    if (exchange.times.resent > 0) writeLabelled("resent", "its first connection ended unanswered");
  }
  for (const auto& [name, value] : step.extracted) {
    writeLabelled("extracted", printable(name) + " = " + shownValue(value));
  }
  for (const stats::CheckRecord& check : step.checks) writeCheck(check);
  for (const auto& [name, value] : step.exported) {
    writeLabelled("exported", printable(name) + " = " + shownValue(value));
  }
  if (options_.show_times) {
    for (const stats::ExchangeRecord& exchange : step.exchanges) writeTimes(exchange);
  }
  if (!step.error.empty()) writeLabelled("error", printable(step.error));
  writeLabelled("result", verdict(step.success) + "  " + tracedTime(step.elapsed));
  out_.flush();
}

void CaseTrace::writeExchange(const stats::ExchangeRecord& exchange) {
  const stats::RequestRecord& request = exchange.request;
  const std::string line = request.method + " " + request.url + " " + request.version;
  out_ << "> " << painted(kBold, printable(line)) << '\n';
  writeMessage('>', request.headers, request.body);
  if (exchange.response.status == 0 && exchange.response.version.empty()) {
    out_ << "< " << painted(kRed, "no response") << '\n';
    return;
  }
  out_ << "< " << painted(kBold, statusLine(exchange.response)) << '\n';
  writeMessage('<', exchange.response.headers, exchange.response.body);
}

void CaseTrace::writeMessage(char mark, const std::vector<stats::NamedText>& headers,
                             const std::string& body) {
  for (const auto& [name, value] : headers) {
    out_ << mark << ' ' << printable(name) << ": " << printable(value) << '\n';
  }
  const ShownBody shown = shownBody(headers, body, kTracedBodyBytes);
  if (shown.text.empty() && shown.note.empty()) return;
  out_ << mark << '\n';
  std::string_view rest = shown.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out_ << mark << ' ' << printable(line) << '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!shown.note.empty()) out_ << mark << ' ' << painted(kDim, "(" + shown.note + ")") << '\n';
}

void CaseTrace::writeCheck(const stats::CheckRecord& check) {
  std::string text = verdict(check.passed) + "  " + printable(check.check) + " " +
                     printable(check.assertion) + " " + shownValue(check.expected);
  if (!check.message.empty()) text += painted(kDim, "  (" + printable(check.message) + ")");
  writeLabelled("check", text);
  if (check.passed) return;
  writeLabelled("", "got     " + shownValue(check.actual));
  writeLabelled("", "wanted  " + shownValue(check.expected));
  if (!check.error.empty()) writeLabelled("", "why     " + printable(check.error));
}

void CaseTrace::writeTimes(const stats::ExchangeRecord& exchange) {
  const base::PhaseTimes& times = exchange.times;
  std::string text = "DNS " + phaseText(times.dns) + ", connect " + phaseText(times.connect) +
                     ", TLS " + phaseText(times.tls) + ", first byte " +
                     phaseText(times.first_byte) + ", total " + phaseText(times.total);
  if (!exchange.peer.empty()) text += "  (" + printable(exchange.peer) + ")";
  if (times.endedOnKept()) text += "  kept connection";
  writeLabelled("times", text);
}

void CaseTrace::onCaseEnded(const stats::CaseRecord& record) {
  CaseResult result;
  result.file = pathBelow(record.file, options_.folder);
  result.name = record.name;
  result.iteration = iterationText(record);
  for (const stats::StepRecord& step : record.steps)
    ++(step.success ? result.passed : result.failed);
  result.elapsed = record.elapsed;
  result.success = record.success;
  if (!record.error.empty()) {
    out_ << '\n';
    writeLabelled("error", printable(record.error));
  }
  out_.flush();
  results_.push_back(std::move(result));
}

void CaseTrace::onRunEnded(bool success) {
  writeTable(success);
  out_.flush();
}

void CaseTrace::writeTable(bool success) {
  using Align = TextTable::Align;
  TextTable table({{"FILE", Align::kLeft, true, 3},
                   {"TESTCASE", Align::kLeft, true, 0},
                   {"ITERATION", Align::kRight, false, 2},
                   {"PASSED", Align::kRight, false, 0},
                   {"FAILED", Align::kRight, false, 0},
                   {"TIME (ms)", Align::kRight, false, 1},
                   {"RESULT", Align::kLeft, false, 0}});
  CaseResult total;
  const auto add = [&table](const CaseResult& row) {
    table.addRow({row.file, row.name, row.iteration, std::to_string(row.passed),
                  std::to_string(row.failed), msText(toSeconds(row.elapsed) * 1e6),
                  row.success ? "PASS" : "FAIL"});
  };
  for (const CaseResult& result : results_) {
    add(result);
    total.passed += result.passed;
    total.failed += result.failed;
    total.elapsed += result.elapsed;
  }
  total.name = "Total";
  total.success = success;
  table.addSeparator();
  add(total);
  out_ << '\n';
  for (std::string line : table.lines(options_.columns)) {
    // Colours come after the layout, which counts columns.
    for (const bool passed : {true, false}) {
      const std::string word = passed ? "| PASS" : "| FAIL";
      const std::size_t at = line.rfind(word);
      if (options_.colours && at != std::string::npos && line.find('|', at + 2) != line.npos) {
        line.replace(at + 2, 4, verdict(passed));
        break;
      }
    }
    out_ << line << '\n';
  }
}

}  // namespace hrp::outputs
