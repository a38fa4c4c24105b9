#pragma once
// RunFile: reads a run file (docs/run-file.md), a whole one, one of a run that still goes on, or
// what a killed process has left: everything up to the first block that is cut off or damaged.
// Memory is that of one second, whatever the length of the run. One owner, one thread.
//
// Errors: kNotFound, kIo; kParse for a file that is no run file, of a later version, or of a run
// that is said to be longer than kMostSeconds.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/base/files/stored_file.hpp"
#include "hrp/record/recorded_row.hpp"
#include "hrp/record/run_events.hpp"

namespace hrp::record {

// Ten years. Beyond it is a file that somebody made up, and whose seconds overflow what counts
// them.
inline constexpr std::uint32_t kMostSeconds = 10U * 366 * 24 * 3'600;

// Seconds of the run, from the first to behind the last.
struct Window {
  std::uint32_t from_s = 0;
  std::uint32_t to_s = UINT32_MAX;
  [[nodiscard]] bool contains(std::uint32_t second) const {
    return from_s <= second && second < to_s;
  }
};

// Gets the seconds of a run in rising order. All of a second comes together, as one or more parts
// to add up; a second in which nothing happened does not come.
class RunVisitor {
 public:
  virtual ~RunVisitor() = default;
  virtual void second(std::uint32_t second) = 0;       // what follows is of it
  virtual void rest(const stats::Slice& slice) = 0;    // all but the rows
  virtual void row(const RecordedRow& row) = 0;        // good until the function returns
  virtual void moment(const FleetMoment& moment) = 0;  // the last of a second counts
};

class RunFile {
 public:
  [[nodiscard]] static base::Result<std::unique_ptr<RunFile>> open(const std::string& path);
  ~RunFile();
  RunFile(const RunFile&) = delete;
  RunFile& operator=(const RunFile&) = delete;

  [[nodiscard]] const RunOrigin& origin() const { return origin_; }
  // Empty: the run goes on, or its process was killed. Without figures and workers.
  [[nodiscard]] const std::optional<stats::Snapshot>& end() const { return end_; }
  // One more than the last second of which there is something.
  [[nodiscard]] std::uint32_t seconds() const { return seconds_; }
  // By the id of a RecordedRow.
  [[nodiscard]] const std::vector<stats::RowKey>& rows() const;
  // Bytes at the end that could not be used; 0 of a file that was written in order.
  [[nodiscard]] std::uint64_t unreadBytes() const { return unread_bytes_; }

  [[nodiscard]] base::Result<> visit(Window window, RunVisitor& visitor) const;

 private:
  class Scan;
  struct Block;
  struct Parts;
  explicit RunFile(base::StoredFilePtr file);
  [[nodiscard]] base::Result<> visitBlock(const Block& block, RunVisitor& visitor) const;

  base::StoredFilePtr file_;
  RunOrigin origin_;
  std::optional<stats::Snapshot> end_;
  std::uint32_t seconds_ = 0;
  std::uint64_t unread_bytes_ = 0;
  std::unique_ptr<Parts> parts_;
};

}  // namespace hrp::record
