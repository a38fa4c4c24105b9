#include "cluster/master/report_ledger.hpp"

namespace hrp::cluster {

ReportLedger::Verdict ReportLedger::take(std::uint64_t number) {
  if (number == 0 || number > complete_ + kAhead) return Verdict::kRefuse;
  if (number <= complete_ || !beyond_.insert(number).second) return Verdict::kRepeat;
  while (beyond_.erase(complete_ + 1) == 1) ++complete_;
  ++taken_;
  return Verdict::kCount;
}

base::Finding ReportLedger::checkInvariants() const {
  base::RuleCheck check("ReportLedger");
  check.count(taken_ == complete_ + beyond_.size(), "each number is taken once", "taken", taken_,
              "complete", complete_, "beyond", beyond_.size());
  check.count(beyond_.empty() || *beyond_.begin() > complete_ + 1, "what lies beyond leaves a gap",
              "complete", complete_, "first", beyond_.empty() ? 0 : *beyond_.begin());
  check.state(beyond_.size() < kAhead, "fewer numbers than the window lie beyond", "beyond",
              beyond_.size());
  return check.finding();
}

}  // namespace hrp::cluster
