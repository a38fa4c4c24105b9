#pragma once
// RunBoard: where a standalone run, a worker or the master writes the figures of its run, and
// outputs and the control API read them. Owned by whoever drives the run; every method but listen()
// may be called from any thread and only waits in nextEvent().
//
// Readers see each run begin and end exactly once, and then that its figures changed, as often as
// they read (nextEvent). The intervals that
// takeIntervalSnapshot() and the end event give cover a run without gap or overlap, so there is to
// be one reader of those two: the ticker.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/judge/judge.hpp"
#include "hrp/runner/profile.hpp"
#include "hrp/stats/run_statistics.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::runner {

// The part of a snapshot that its writer knows besides the slices.
struct RunFigures {
  base::RunState state = base::RunState::kReady;
  std::int64_t users = 0;
  std::int64_t target_users = 0;
  std::vector<stats::WorkerView> workers{};
  std::int64_t users_peak = 0;  // so far in the run, as far as the writer knows
  stats::DepartedWorkers departed{};
};

// RunListener: gets what is written to a board at once and whole: for those who need each second of
// a run and not only its sums. The thread that writes the board calls it, outside the board's lock,
// in the order of the writes and before the board's readers hear of a start or an end; it holds up
// the run, so a listener that waits for a file or a network has a thread of its own.
class RunListener {
 public:
  virtual ~RunListener() = default;
  virtual void runStarted(const RunProfile&, const stats::Snapshot&) {}
  // Of one second there are several slices, of every worker some, and they come over the seconds
  // after it; one that was cut off may send its own minutes later, also after the end.
  virtual void counted(std::uint32_t second, const stats::Slice& slice) = 0;
  // About once a second, and when a run begins or ends.
  virtual void published(const RunFigures&) {}
  virtual void runEnded(const stats::Snapshot&) {}
  virtual void runAmended(const stats::Snapshot&) {}
};

struct RunEvent {
  enum class Kind : std::uint8_t {
    kStarted,
    kEnded,
    kAmended,  // figures came after the end; several changes may be one event
  };
  Kind kind = Kind::kStarted;
  stats::SnapshotPtr snapshot;  // of an end: `recent` is what the last interval had not shown
  RunProfile profile;
};

class RunBoard {
 public:
  RunBoard(const base::Clock& clock, stats::Role role);

  // Before the first run; the listener outlives the board's last write. They are called in the
  // order in which they came.
  void listen(RunListener& listener);

  // Forgets the figures of the run before.
  void runStarted(const RunProfile& profile);
  // Also after the end, for a report that came late: it is added to the total.
  void add(std::uint32_t second, const stats::Slice& slice);
  void publish(RunFigures figures);
  // Judges the run's thresholds on each second that has been over for kSettling; to be called a few
  // times a second. Why the run is to end now, when one of them says so; told once.
  [[nodiscard]] std::optional<std::string> judgeSeconds();
  // No request starts any more: the duration and the rates of the run end here, whatever is waited
  // for until runEnded().
  void loadStopped();
  void runEnded(stats::EndReason reason, const std::string& text);
  // The figures of the run that ended last have changed, and with them the text of its end.
  void runAmended(const std::string& text);
  // No run follows; nextEvent() hands out what is left and then returns at once.
  void close();

  [[nodiscard]] stats::SnapshotPtr snapshot() const;  // of now; `recent` is empty
  [[nodiscard]] stats::SnapshotPtr takeIntervalSnapshot();
  [[nodiscard]] std::optional<RunEvent> nextEvent(base::Duration timeout);
  [[nodiscard]] bool closed() const;
  [[nodiscard]] bool running() const;  // between start and end
  [[nodiscard]] std::vector<stats::RunStatistics::TimelinePoint> timeline() const;

 private:
  // Until nearly all that was counted in a second has come, from workers too.
  static constexpr base::Duration kSettling = std::chrono::milliseconds(500);
  static constexpr std::size_t kMaxEvents = 64;  // the oldest runs are dropped past it

  [[nodiscard]] stats::Snapshot build() const;
  void stopCounting();
  [[nodiscard]] stats::Snapshot buildInterval();
  void push(RunEvent::Kind kind, stats::SnapshotPtr snapshot);

  const base::Clock& clock_;
  std::vector<RunListener*> listeners_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  stats::RunStatistics statistics_;
  judge::Judge judge_;
  stats::Snapshot base_;
  RunProfile profile_;
  base::TimePoint started_{};
  std::optional<base::TimePoint> load_ended_;
  base::TimePoint ended_{};
  base::TimePoint interval_from_{};
  bool running_ = false;
  bool closed_ = false;
  std::deque<RunEvent> events_;
  // Made when somebody asks and shared until the figures change: the total may have thousands of
  // rows, and most seconds of a run nobody looks.
  mutable stats::SnapshotPtr shown_;
};

}  // namespace hrp::runner
