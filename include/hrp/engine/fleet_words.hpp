#pragma once
// What an engine and its fleet tell each other about the two things that users of a whole fleet
// share: the rows of parameters, and the points at which they wait for each other. Values only.
//
// Rows: each testcase with parameters has one sequence of numbers over the fleet; number n is row
// n mod `rows`. An engine may only use numbers that it was leased (RowWord), says what it holds
// (RowNeed), and gives back what it does not need. Words are numbered from 1 and applied in turn.
//
// Meetings: an engine counts who waits where (MeetingNeed); MeetingWord, whose newest is true, says
// how often each point was released and whether arriving users are to wait at it.

#include <cstdint>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/number_ranges.hpp"

namespace hrp::testcase {
struct Workload;
}

namespace hrp::engine {

using RowRange = base::NumberRanges::Range;

// The rows of one testcase.
struct RowSet {
  std::uint32_t program = 0;  // index in the workload
  std::uint64_t rows = 1;     // of one pass, at least 1
  std::uint64_t end = 0;      // there is no number from here on; 0: they go on for ever
  bool unique = false;        // no row may be used twice, whatever happens
};

struct MeetingPoint {
  std::uint32_t program = 0;
  std::uint32_t operation = 0;
  std::int64_t number = 0;  // of users over the fleet; 0: `percent` of them
  double percent = 1;
  base::Duration timeout{};  // from the last arrival
};

struct FleetPlan {
  static constexpr std::size_t kMaxSets = 4'096;
  static constexpr std::size_t kMaxPoints = 4'096;
  std::vector<RowSet> rows;
  std::vector<MeetingPoint> points;
};
// Parameters without an order (all tables random, no limit) need no leases and are left out.
[[nodiscard]] FleetPlan fleetPlanOf(const testcase::Workload& workload);

// Of the set with the same index in FleetPlan::rows.
struct RowNeed {
  static constexpr std::uint64_t kUnbounded = UINT64_MAX;
  std::uint64_t word = 0;             // the last one applied
  std::uint64_t started = 0;          // rows that users took so far
  std::int64_t users = 0;             // alive or to come
  std::int64_t waiting = 0;           // users that have none
  std::uint64_t useful = kUnbounded;  // rows that can still be used at most
  std::vector<RowRange> held{};       // leased and not taken
  std::vector<RowRange> returned{};   // given back since the last poll, never taken
};
struct RowWord {
  std::uint32_t set = 0;
  std::uint64_t number = 0;
  std::vector<RowRange> ranges{};
  bool recall = false;  // give back all that is held, then take `ranges`
  bool ended = false;   // there are no more: users without a row end
};

struct MeetingNeed {
  std::uint64_t arrivals = 0;  // users that have ever waited there
  std::uint64_t releases = 0;  // that the engine knows of
  std::int64_t waiting = 0;
};
struct MeetingState {
  std::uint64_t releases = 0;
  bool active = false;
  friend bool operator==(const MeetingState&, const MeetingState&) = default;
};
struct MeetingWord {
  std::uint64_t number = 0;  // 0: nothing was said yet
  std::vector<MeetingState> points;
};

struct FleetNeeds {
  std::vector<RowNeed> rows;
  std::int64_t users = 0;  // alive
  std::uint64_t meeting_word = 0;
  std::vector<MeetingNeed> points;
};
struct FleetWords {
  std::vector<RowWord> rows;
  MeetingWord meetings;
  [[nodiscard]] bool empty() const { return rows.empty() && meetings.number == 0; }
};

}  // namespace hrp::engine
