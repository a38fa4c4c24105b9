#pragma once
// SecondQueue: collects the slices of a run by their seconds until a second is over and what its
// workers sent of it has had time to come, so that mostly all of a second is written at once. Pure:
// it is told the time. One owner; memory is that of the seconds that are open, and of late figures
// until they are taken.

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/record/run_events.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::record {

struct SecondPart {
  std::uint32_t second = 0;
  stats::Slice slice{};                 // may be empty
  std::optional<FleetMoment> moment{};  // the second is over with it; empty: late figures
};

class SecondQueue {
 public:
  // How long after the end of a second what was counted in it is waited for. Workers report ten
  // times a second.
  static constexpr base::Duration kPatience = std::chrono::milliseconds(200);

  // Forgets the run before.
  void start(base::TimePoint now);
  void add(std::uint32_t second, const stats::Slice& slice);
  void moment(FleetMoment moment) { moment_ = std::move(moment); }

  // In rising order: figures of seconds that were taken before, then each second that is over.
  [[nodiscard]] std::vector<SecondPart> takeRipe(base::TimePoint now);
  // All that is there, at the end of a run and after it.
  [[nodiscard]] std::vector<SecondPart> takeAll();

 private:
  [[nodiscard]] std::vector<SecondPart> takeUntil(std::uint32_t end);

  base::TimePoint started_{};
  std::map<std::uint32_t, stats::Slice> pending_;
  FleetMoment moment_;
  std::uint32_t next_ = 0;  // the first second that was not taken
};

}  // namespace hrp::record
