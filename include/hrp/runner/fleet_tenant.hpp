#pragma once
// FleetTenant: a worker's side of rows and meetings: makes claims of what its engine needs, repeats
// them until they are answered, and gives the engine each word once and in turn. Pure; one owner,
// one thread.
//
// Rows are wanted well ahead: what kAhead uses up at the present rate, and at least one for each
// user, so that users hardly ever wait and a master that is away for a moment changes nothing.

#include <deque>
#include <optional>
#include <vector>

#include "hrp/runner/row_lease.hpp"

namespace hrp::runner {

class FleetTenant {
 public:
  static constexpr base::Duration kAhead = std::chrono::seconds(3);

  // Another share: forgets everything.
  void begin() { *this = FleetTenant(); }
  void add(const engine::FleetNeeds& needs, base::TimePoint now);
  // The claim to send now, if any.
  [[nodiscard]] std::optional<FleetClaim> due(base::TimePoint now);
  // What to tell the engine; may be empty.
  [[nodiscard]] engine::FleetWords receive(const FleetGrant& grant);
  // What was given back is known to the desk.
  [[nodiscard]] bool settled() const;

 private:
  struct Return {
    RowClaim::Returned part;
    std::uint64_t claim = 0;  // the first that said it
  };
  struct Set {
    engine::RowNeed need;
    std::uint64_t held = 0;
    std::uint64_t claimed = 0;    // held at the last claim
    std::uint64_t forwarded = 0;  // the last word that the engine was given
    std::uint64_t last_return = 0;
    std::deque<Return> returned;
    double rate_per_s = 0;
    std::uint64_t rated_started = 0;
    base::TimePoint rated_at{};
  };
  void adopt(Set& set, const engine::RowNeed& need, base::TimePoint now);
  [[nodiscard]] static std::uint64_t level(const Set& set);
  [[nodiscard]] bool pressing(const engine::FleetNeeds& needs) const;

  std::vector<Set> sets_;
  engine::FleetNeeds needs_;
  bool known_ = false;  // the engine has spoken
  bool pressing_ = false;
  std::uint64_t sequence_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t meeting_word_ = 0;
  base::TimePoint sent_at_{};
};

}  // namespace hrp::runner
