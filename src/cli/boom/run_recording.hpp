#pragma once
// RunRecording: brings what a board is written to the recorder that leaves it in files. Listens to
// the board of a standalone run or of a master.

#include <memory>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/record/run_recorder.hpp"
#include "hrp/runner/run_board.hpp"

namespace hrp::cli {

class RunRecording final : public runner::RunListener {
 public:
  // `command` repeats the runs of this process.
  RunRecording(const base::Clock& clock, std::string command,
               std::vector<std::unique_ptr<record::RunSink>> sinks)
      : command_(std::move(command)), recorder_(clock, std::move(sinks)) {}

  void runStarted(const runner::RunProfile& profile, const stats::Snapshot& snapshot) override;
  void counted(std::uint32_t second, const stats::Slice& slice) override;
  void published(const runner::RunFigures& figures) override;
  void runEnded(const stats::Snapshot& end) override;
  void runAmended(const stats::Snapshot& end) override;

  // All that the board was told until now is written. Any thread.
  void settle() { recorder_.settle(); }
  [[nodiscard]] bool failed() const { return recorder_.failed(); }

 private:
  std::string command_;
  record::RunRecorder recorder_;
};

}  // namespace hrp::cli
