#pragma once
// CountWatch: how far one worker of a run has been counted, and how fast it was then: what may be
// missing when it is lost. Pure; one owner, one thread.

#include <cstdint>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/cluster/messages.hpp"

namespace hrp::cluster {

class CountWatch {
 public:
  // It is to send requests from now on.
  void begin(base::TimePoint now) { at_ = now; }
  void counted(base::TimePoint now, const std::vector<ReportPart>& parts);

  [[nodiscard]] base::TimePoint at() const { return at_; }  // when it was counted last
  // In the busier of the last two seconds by the worker's clock: the last one may not be over, and
  // reports that waited for a network come all at once. 0: nothing was counted yet.
  [[nodiscard]] double requestsPerSecond() const;
  [[nodiscard]] std::size_t rows() const { return rows_; }  // of its last report

 private:
  base::TimePoint at_{};
  std::uint32_t second_ = 0;  // the latest
  std::uint64_t present_ = 0;
  std::uint64_t before_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace hrp::cluster
