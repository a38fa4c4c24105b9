#pragma once
// ConsoleOutput: the tables that people watch during a run, and the summary at its end. On a
// terminal every interval repaints the one before and shows a progress line; in a pipe or a file it
// appends, so that a log keeps all of them. docs/statistics.md describes the columns.
//
// Owned by the ticker thread, which calls every method; writes only to the stream it was given and
// never waits for anything but that stream.

#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/outputs/output.hpp"

namespace hrp::outputs {

struct ConsoleSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

struct ConsoleOptions {
  bool enabled = true;                       // false: nothing is written, not even the summary
  bool terminal = false;                     // repaint in place
  bool is_window = false;                    // the figures at the end are of a part of the run
  std::function<ConsoleSize()> size{};       // asked before each repaint; 80 x 24 when empty
  std::optional<base::Duration> run_time{};  // for the progress line
  std::optional<std::uint64_t> total_iterations{};  // for the progress line
};

// Options with `terminal` and `size` as the open file says (1 is standard output).
[[nodiscard]] ConsoleOptions consoleOptionsOf(int file_descriptor);

class ConsoleOutput final : public Output {
 public:
  // The stream must outlive the output.
  ConsoleOutput(std::ostream& out, ConsoleOptions options);

  // Both belong to a run, and the next run of a master may have others.
  void expect(std::optional<base::Duration> run_time, std::optional<std::uint64_t> iterations);

  void onRunStarted(const stats::Snapshot& snapshot) override;
  void onSnapshot(const stats::Snapshot& snapshot) override;
  void onRunEnded(const stats::Snapshot& final_snapshot) override;

 private:
  void erasePainted();
  void append(const std::vector<std::string>& lines);
  void repaint(const stats::Snapshot& snapshot);
  [[nodiscard]] std::string progressLine(const stats::Snapshot& snapshot,
                                         std::size_t columns) const;

  std::ostream& out_;
  ConsoleOptions options_;
  std::size_t painted_lines_ = 0;  // of the frame that the next one replaces
};

}  // namespace hrp::outputs
