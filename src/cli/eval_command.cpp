#include "cli/eval_command.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <optional>

#include "cli/error_report.hpp"
#include "hrp/base/files/file.hpp"
#include "hrp/expression/jmespath.hpp"
#include "hrp/testcase/document.hpp"

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::ExitCode;
using base::Result;

constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;

Result<std::string> readInput(const EvalOptions& options, std::istream& in) {
  if (!options.file.empty() && options.file != "-") {
    return base::readFile(options.file, kMostBytes);
  }
  std::string text;
  for (std::istreambuf_iterator<char> at(in), end; at != end; ++at) {
    if (text.size() >= kMostBytes) {
      return base::fail(ErrorCode::kLimit, "standard input: larger than 64 MiB");
    }
    text += *at;
  }
  return text;
}

Result<expression::Value> readDocument(const EvalOptions& options, std::istream& in) {
  auto text = readInput(options, in);
  if (!text) return base::fail(std::move(text.error()));
  const bool from_file = !options.file.empty() && options.file != "-";
  const std::string name = from_file ? options.file : "standard input";
  auto document = testcase::parseJsonDocument(*text, name);
  // A testcase may have text behind its document; here it is a mistake.
  if (document && !expression::Value::accept(*text)) {
    return base::fail(ErrorCode::kMalformedJson, name + ": text after the JSON document");
  }
  return document;
}

// The column that the message of a wrong expression names, counted in characters from 1.
std::optional<std::size_t> columnOf(const std::string& message, const std::string& expression) {
  constexpr std::string_view kMark = ": column ";
  const std::size_t mark = message.find(kMark, std::min(expression.size(), message.size()));
  if (mark == std::string::npos) return std::nullopt;
  std::size_t column = 0;
  const char* const digits = message.data() + mark + kMark.size();
  if (std::from_chars(digits, message.data() + message.size(), column).ec != std::errc()) {
    return std::nullopt;
  }
  return column;
}

// The line of the expression that holds the column, and a caret below it.
std::string caretLines(const std::string& expression, std::size_t column) {
  std::size_t line_start = 0;
  std::size_t character = 1;
  std::string before;  // blanks as wide as what stands before the column
  std::size_t at = 0;
  for (; at < expression.size() && character < column; ++at) {
    const char c = expression[at];
    const auto next =
        at + 1 < expression.size() ? static_cast<unsigned char>(expression[at + 1]) : 0;
    if (c == '\n') {
      line_start = at + 1;
      before.clear();
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      before += c == '\t' ? '\t' : ' ';
    }
    if ((next & 0xC0) != 0x80) ++character;
  }
  const std::size_t line_end = std::min(expression.find('\n', line_start), expression.size());
  std::string line = expression.substr(line_start, line_end - line_start);
  std::replace_if(
      line.begin(), line.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; }, '?');
  return "     " + line + "\n     " + before + "^\n";
}

ExitCode refuseExpression(const EvalOptions& options, const base::Error& error) {
  printError(error);
  if (const auto column = columnOf(error.message, options.expression)) {
    std::fputs(caretLines(options.expression, *column).c_str(), stderr);
  }
  return ExitCode::kUsage;
}

}  // namespace

CLI::App* addEvalCommand(CLI::App& app, EvalOptions& options) {
  CLI::App& eval = *app.add_subcommand("eval", "Evaluate a JMESPath expression on a JSON document");
  eval.add_option("expression", options.expression, "A JMESPath expression, as in body.items[0].id")
      ->required()
      ->type_name("EXPR");
  eval.add_option("file", options.file, "JSON document; standard input when left out or -")
      ->type_name("FILE");
  return &eval;
}

ExitCode runEval(const EvalOptions& options, std::istream& in, std::ostream& out) {
  auto path = expression::JmesPath::compile(options.expression);
  if (!path) return refuseExpression(options, path.error());
  auto document = readDocument(options, in);
  if (!document) {
    printError(document.error());
    return exitCodeOf(document.error());
  }
  auto found = path->search(*document);
  if (!found) {
    printError(found.error());
    return ExitCode::kFailure;
  }
  out << found->dump(2, ' ', false, expression::Value::error_handler_t::replace) << '\n';
  out.flush();
  return out ? ExitCode::kOk : ExitCode::kFailure;
}

}  // namespace hrp::cli
