#pragma once
// ThresholdWatch: one threshold through a run: keeps what it needs of each second, judges a second
// when it is closed, and remembers when it was broken. Pure; one owner, one thread.
//
//   add(second, part) … closeNext() … add … closeNext() …   end(load time)   figure()
//
// A part of a second that is closed already (a worker was cut off and came back) is added to the
// totals and to the windows that still hold that second; moments that were judged stand. After the
// end parts may still come, and figure() has them.
//
// Memory: the run so far; for a window kMostSlots + 1 stretches, a window that is longer in seconds
// moves in steps of several; kMostOpen seconds that are not closed yet.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/stats/threshold_figure.hpp"
#include "judge/stretch.hpp"

namespace hrp::judge {

class ThresholdWatch {
 public:
  static constexpr std::uint32_t kMostSlots = 120;
  static constexpr std::size_t kMostOpen = 600;

  explicit ThresholdWatch(Threshold threshold);

  [[nodiscard]] const Threshold& threshold() const { return threshold_; }
  void add(std::uint32_t second, const Stretch& part);
  // The second closed() is over: it is judged with those before it.
  void closeNext();
  [[nodiscard]] std::uint32_t closed() const { return closed_; }
  // It is to end the run now.
  [[nodiscard]] bool stops() const;
  void endedRun() { ended_run_at_ = closed_; }
  // No request starts any more since `load` from the start of the run.
  void end(base::Duration load) { load_ = load; }

  // As it stands: after end() for good, before as if the run ended with the last closed second.
  [[nodiscard]] stats::ThresholdFigure figure() const;

  // How far a window of so many seconds moves at a time: the shortest step that divides it into
  // at most kMostSlots.
  [[nodiscard]] static std::uint32_t stepOf(std::uint32_t window_s);

 private:
  // What the threshold is at one time, over [from_s, to_s).
  struct Moment {
    Standing standing = Standing::kNoData;
    std::optional<double> value{};
    double lag_us = 0;  // of the generator, when it was limited
    std::uint32_t from_s = 0;
    std::uint32_t to_s = 0;
  };
  [[nodiscard]] bool hasWindow() const { return threshold_.over_s > 0; }
  // Each moment counts, not only the end.
  [[nodiscard]] bool countsMoments() const { return hasWindow() || threshold_.for_s > 0; }
  [[nodiscard]] Moment momentOf(const Stretch& stretch, std::uint32_t from_s, std::uint32_t to_s,
                                double seconds) const;
  void closeSlot();
  void record(const Moment& moment, std::uint32_t seconds);
  void recordBroken(const Moment& moment, std::uint32_t seconds);
  [[nodiscard]] bool worse(const Moment& moment, const Moment& than) const;
  [[nodiscard]] double judgedSeconds() const;
  [[nodiscard]] bool isTooShort() const;
  [[nodiscard]] Moment finalMoment() const;
  [[nodiscard]] Moment shownMoment(const Moment& last, stats::Verdict verdict) const;
  [[nodiscard]] stats::Verdict verdictAt(const Moment& last) const;
  [[nodiscard]] std::string whyOf(const Moment& shown, stats::Verdict verdict) const;
  [[nodiscard]] std::string noDataText() const;
  [[nodiscard]] std::string brokenText() const;

  Threshold threshold_;
  std::uint32_t step_s_ = 1;
  std::uint32_t closed_ = 0;
  std::map<std::uint32_t, Stretch> open_;  // by second
  Stretch total_;                          // of the closed ones, from from_s on
  std::deque<Stretch> slots_;              // of step_s_ each, the newest last; full or not
  std::uint32_t first_slot_ = 0;           // number of slots_.front(), from from_s on

  bool had_data_ = false;
  std::optional<Moment> last_{};     // that was judged
  std::optional<Moment> worst_{};    // of these
  std::optional<Moment> unclear_{};  // the worst of the unclear ones
  std::uint32_t broken_for_ = 0;     // seconds in a row
  std::uint32_t doubtful_for_ = 0;   // likewise, broken or unclear
  bool failed_ = false;              // was broken for long enough
  bool doubtful_ = false;            // was broken or unclear for long enough
  std::uint64_t broken_seconds_ = 0;
  std::vector<stats::BrokenSpan> spans_;
  std::optional<std::uint32_t> ended_run_at_{};
  std::optional<base::Duration> load_{};
};

}  // namespace hrp::judge
