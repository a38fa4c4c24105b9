#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/outputs/result_texts.hpp"
#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"
#include "outputs/run_figures.hpp"

namespace hrp::outputs {
namespace {

struct JunitCase {
  enum class Result { kPassed, kFailed, kError };
  std::string group;
  std::string name;
  Result result = Result::kPassed;
  std::string message{};
  std::string text{};
};
using JunitCases = std::vector<JunitCase>;

JunitCase caseOf(const stats::ThresholdFigure& threshold) {
  using Result = JunitCase::Result;
  JunitCase made{"threshold", threshold.text};
  made.message = std::string(toString(threshold.verdict)) + ": " + threshold.value_text;
  if (!threshold.why.empty()) made.message += ", " + threshold.why;
  if (threshold.verdict == stats::Verdict::kNotMet) made.result = Result::kFailed;
  if (threshold.verdict == stats::Verdict::kUnclear) made.result = Result::kError;
  for (const auto& span : threshold.broken) {
    made.text +=
        "broken from " + std::to_string(span.from_s) + "s to " + std::to_string(span.to_s) + "s\n";
  }
  return made;
}

JunitCases casesOf(const stats::Snapshot& run) {
  using Result = JunitCase::Result;
  JunitCases cases;
  for (const auto& threshold : run.thresholds) cases.push_back(caseOf(threshold));
  const Result of_rows = run.thresholds.empty() ? Result::kFailed : Result::kPassed;
  for (const auto& [key, row] : run.total.rows) {
    if (row.failures() == 0) continue;
    JunitCase made{key.type, key.name, of_rows};
    made.message =
        std::to_string(row.failures()) + " of " + std::to_string(row.requests()) + " failed";
    for (const auto& [error, count] : row.errors) {
      made.text += std::to_string(count) + " × " + std::string(toString(error.kind)) + ": " +
                   error.message + "\n";
    }
    cases.push_back(std::move(made));
  }
  const bool is_error =
      run.reason == stats::EndReason::kError || run.reason == stats::EndReason::kNoWorkers;
  if (is_error || cases.empty()) {
    cases.push_back({"run", "the run", is_error ? Result::kError : Result::kPassed,
                     std::string(toString(run.reason)) +
                         (run.reason_text.empty() ? "" : ": " + run.reason_text)});
  }
  return cases;
}

enum class XmlPlace { kText, kAttribute };

// What XML 1.0 (2.2, Char) cannot hold is written as \xNN or U+FFFD; what a reader would turn into
// another white space (2.11, 3.3.3) as a reference.
std::string xmlText(std::string_view text, XmlPlace place) {
  constexpr std::array<std::string_view, 2> kNoCharacters{"\xEF\xBF\xBE",   // U+FFFE
                                                          "\xEF\xBF\xBF"};  // U+FFFF
  std::string valid = validUtf8(text);
  for (const std::string_view bytes : kNoCharacters) {
    for (auto at = valid.find(bytes); at != std::string::npos; at = valid.find(bytes, at)) {
      valid.replace(at, bytes.size(), "\xEF\xBF\xBD");
    }
  }
  std::string out;
  out.reserve(valid.size());
  for (const char c : valid) {
    const bool is_space = c == '\t' || c == '\n' || c == '\r';
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (is_space && (place == XmlPlace::kAttribute || c == '\r')) {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    } else if (!is_space && static_cast<unsigned char>(c) < 0x20) {
      out += printable({&c, 1});
    } else {
      out += c;
    }
  }
  return out;
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + xmlText(value, XmlPlace::kAttribute) + "\"";
}

std::string caseText(const JunitCase& made) {
  using Result = JunitCase::Result;
  std::string text = "    <testcase" + attribute("classname", made.group) +
                     attribute("name", made.name) + attribute("time", "0");
  if (made.result == Result::kPassed) {
    const std::string said = made.message + (made.text.empty() ? "" : "\n" + made.text);
    return text + ">\n      <system-out>" + xmlText(said, XmlPlace::kText) +
           "</system-out>\n    </testcase>\n";
  }
  const std::string element = made.result == Result::kFailed ? "failure" : "error";
  return text + ">\n      <" + element + attribute("message", made.message) + ">" +
         xmlText(made.text, XmlPlace::kText) + "</" + element + ">\n    </testcase>\n";
}

}  // namespace

std::string junitXml(const stats::Snapshot& run) {
  using Result = JunitCase::Result;
  const JunitCases cases = casesOf(run);
  std::size_t failed = 0;
  std::size_t errors = 0;
  std::string body;
  for (const JunitCase& made : cases) {
    failed += made.result == Result::kFailed ? 1 : 0;
    errors += made.result == Result::kError ? 1 : 0;
    body += caseText(made);
  }
  const std::string counts = attribute("tests", std::to_string(cases.size())) +
                             attribute("failures", std::to_string(failed)) +
                             attribute("errors", std::to_string(errors)) +
                             attribute("time", fixedText(toSeconds(run.elapsed), 3));
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
         ">\n  <testsuite name=\"hrp boom\"" + counts +
         attribute("timestamp", utcTimeText(run.started_at)) + ">\n" + body +
         "  </testsuite>\n</testsuites>\n";
}

}  // namespace hrp::outputs
