#include "hrp/outputs/console_output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "hrp/base/duration_text.hpp"
#include "outputs/console/console_report.hpp"
#include "outputs/display_text.hpp"
#include "outputs/figure_text.hpp"

namespace hrp::outputs {
namespace {

constexpr std::size_t kBarColumns = 24;

ConsoleSize sizeOf(int file_descriptor) {
  winsize window{};
  const bool known = ::ioctl(file_descriptor, TIOCGWINSZ, &window) == 0;
  if (!known || window.ws_col == 0 || window.ws_row == 0) return {};
  return {window.ws_col, window.ws_row};
}

std::string wholeSeconds(base::Duration duration) {
  return base::formatDuration(std::chrono::floor<std::chrono::seconds>(duration));
}

std::string bar(double done) {
  const double part = std::clamp(done, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(kBarColumns));
  return "[" + std::string(filled, '#') + std::string(kBarColumns - filled, '.') + "] " +
         fixedText(part * 100, 0) + "%";
}

}  // namespace

ConsoleOptions consoleOptionsOf(int file_descriptor) {
  ConsoleOptions options;
  options.terminal = ::isatty(file_descriptor) == 1;
  options.size = [file_descriptor] { return sizeOf(file_descriptor); };
  return options;
}

ConsoleOutput::ConsoleOutput(std::ostream& out, ConsoleOptions options)
    : out_(out), options_(std::move(options)) {}

void ConsoleOutput::expect(std::optional<base::Duration> run_time,
                           std::optional<std::uint64_t> iterations) {
  options_.run_time = run_time;
  options_.total_iterations = iterations;
}

void ConsoleOutput::onRunStarted(const stats::Snapshot&) {
  painted_lines_ = 0;  // what an earlier run left stays above
}

void ConsoleOutput::onSnapshot(const stats::Snapshot& snapshot) {
  if (!options_.enabled) return;
  if (options_.terminal) {
    repaint(snapshot);
  } else {
    append(intervalReport(snapshot, 0));
  }
  out_.flush();
}

void ConsoleOutput::onRunEnded(const stats::Snapshot& final_snapshot) {
  if (!options_.enabled) return;
  std::size_t columns = 0;
  if (options_.terminal) {
    erasePainted();
    columns = options_.size ? options_.size().columns : ConsoleSize{}.columns;
  }
  append(summaryReport(final_snapshot, columns, options_.is_window));
  out_.flush();
}

void ConsoleOutput::erasePainted() {
  // Up to the first line of the old frame, then clear from there to the end of the screen: a new
  // frame with fewer lines leaves nothing behind.
  if (painted_lines_ > 0) out_ << "\x1b[" << painted_lines_ << "A\r\x1b[J";
  painted_lines_ = 0;
}

void ConsoleOutput::append(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) out_ << line << '\n';
}

void ConsoleOutput::repaint(const stats::Snapshot& snapshot) {
  const ConsoleSize size = options_.size ? options_.size() : ConsoleSize{};
  // The last column stays free: some terminals wrap as soon as it is written.
  const std::size_t columns = std::max<std::size_t>(size.columns, 20) - 1;
  std::vector<std::string> lines = intervalReport(snapshot, columns);
  // One row is for the progress, one for the cursor. A frame higher than the screen would scroll,
  // and the cursor can not go up to lines that have left it.
  const std::size_t room = std::max<std::size_t>(size.rows, 4) - 2;
  if (lines.size() > room) {
    const std::size_t hidden = lines.size() - room + 1;
    lines.resize(room - 1);
    lines.push_back("… " + std::to_string(hidden) + " more lines");
  }
  lines.push_back(progressLine(snapshot, columns));
  erasePainted();
  append(lines);
  painted_lines_ = lines.size();
}

std::string ConsoleOutput::progressLine(const stats::Snapshot& snapshot,
                                        std::size_t columns) const {
  std::string elapsed = wholeSeconds(snapshot.elapsed);
  std::string line;
  if (options_.run_time && options_.run_time->count() > 0) {
    line = bar(toSeconds(snapshot.elapsed) / toSeconds(*options_.run_time)) + "  " + elapsed +
           " of " + base::formatDuration(*options_.run_time);
  } else if (options_.total_iterations && *options_.total_iterations > 0) {
    line = bar(ratio(snapshot.total.iterations, *options_.total_iterations)) + "  " +
           std::to_string(snapshot.total.iterations) + " of " +
           std::to_string(*options_.total_iterations) + " iterations, " + elapsed;
  } else {
    line = "Elapsed: " + elapsed;
  }
  return clipped(line, columns);
}

}  // namespace hrp::outputs
