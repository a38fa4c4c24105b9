#pragma once
// ReportLedger: which numbered reports of one worker in one run were counted. Exact and bounded: a
// worker has at most ReportOutbox::kWindow reports under way, so numbers further ahead are refused.

#include <cstdint>
#include <set>

#include "hrp/base/invariants.hpp"

namespace hrp::cluster {

class ReportLedger {
 public:
  static constexpr std::uint64_t kAhead = 64;

  enum class Verdict : std::uint8_t {
    kCount,   // new: count it and acknowledge it
    kRepeat,  // counted before: acknowledge it again
    kRefuse,  // out of bounds: ignore it
  };
  [[nodiscard]] Verdict take(std::uint64_t number);
  [[nodiscard]] std::uint64_t taken() const { return taken_; }  // verdicts to count

  // Each number up to `complete_` and each one beyond it was taken once; those beyond leave a gap
  // after `complete_` and are fewer than kAhead.
  [[nodiscard]] base::Finding checkInvariants() const;

 private:
  std::uint64_t complete_ = 0;  // every number up to this one was counted
  std::set<std::uint64_t> beyond_;
  std::uint64_t taken_ = 0;
};

}  // namespace hrp::cluster
