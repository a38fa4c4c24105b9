#include "cluster/master/report_ledger.hpp"

namespace hrp::cluster {

ReportLedger::Verdict ReportLedger::take(std::uint64_t number) {
  if (number == 0 || number > complete_ + kAhead) return Verdict::kRefuse;
  if (number <= complete_ || !beyond_.insert(number).second) return Verdict::kRepeat;
  while (beyond_.erase(complete_ + 1) == 1) ++complete_;
  return Verdict::kCount;
}

}  // namespace hrp::cluster
