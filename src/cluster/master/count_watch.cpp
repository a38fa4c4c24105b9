#include "cluster/master/count_watch.hpp"

#include <algorithm>
#include <utility>

namespace hrp::cluster {

void CountWatch::counted(base::TimePoint now, const std::vector<ReportPart>& parts) {
  at_ = now;
  rows_ = 0;
  for (const ReportPart& part : parts) {
    rows_ = std::max(rows_, part.slice.rows.size());
    std::uint64_t requests = 0;
    for (const auto& [key, row] : part.slice.rows) {
      if (row.in_total) requests += row.requests();
    }
    if (part.second > second_) {
      before_ = part.second == second_ + 1 ? present_ : 0;
      present_ = 0;
      second_ = part.second;
    }
    if (part.second == second_) present_ += requests;
    if (part.second + 1 == second_) before_ += requests;
  }
}

double CountWatch::requestsPerSecond() const {
  return static_cast<double>(std::max(present_, before_));
}

}  // namespace hrp::cluster
