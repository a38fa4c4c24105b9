#pragma once
// What the workers of a fleet and its desk tell each other about rows and meetings. Values only.
// FleetTenant makes claims of what an engine needs, FleetDesk answers with grants; both may be
// lost, repeated and reordered on their way.

#include <cstdint>
#include <vector>

#include "hrp/engine/load_engine.hpp"

namespace hrp::runner {

// What a worker holds of one row set and wants of it.
struct RowClaim {
  struct Returned {
    std::uint64_t number = 0;  // from 1 within the share and the set
    engine::RowRange range;
  };
  static constexpr std::size_t kMaxHeld = 16'384;
  static constexpr std::size_t kMaxReturned = 16'384;

  std::uint64_t word = 0;  // the last RowWord applied: the claim is true after it
  std::int64_t waiting = 0;
  std::uint64_t level = 0;  // rows that it would like to hold
  std::vector<engine::RowRange> held{};
  std::vector<Returned> returned{};  // never used; repeated until acknowledged
};

struct FleetClaim {
  std::uint64_t sequence = 0;  // the newest is true
  std::vector<RowClaim> rows;  // by FleetPlan::rows
  std::int64_t users = 0;
  std::uint64_t meeting_word = 0;
  std::vector<engine::MeetingNeed> points;  // by FleetPlan::points
};

struct FleetGrant {
  static constexpr std::size_t kMaxWords = 1'024;
  static constexpr std::size_t kMaxRanges = 256;  // of a word
  std::uint64_t claim = 0;                        // the newest claim that was taken
  engine::FleetWords words;
};

}  // namespace hrp::runner
