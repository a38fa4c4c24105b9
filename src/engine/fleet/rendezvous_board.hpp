#pragma once
// RendezvousBoard: which users of this engine wait for others, and where (section 11 of the
// semantics). Pure: it counts arrivals; the fleet says when all go on, and the engine threads hold
// the waiting users. Shared by the threads; every method may be called from any of them.
//
// A point at which users are not to wait (not all users have started, a point before it was not
// released, or it was released itself) lets them pass.

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "hrp/engine/fleet_words.hpp"

namespace hrp::engine {

class RendezvousBoard {
 public:
  struct Point {
    std::uint32_t program = 0;
    std::uint32_t operation = 0;  // index in the program
    friend bool operator==(const Point&, const Point&) = default;
  };
  // Everybody who waits at `point` since before its release number `releases` goes on.
  struct Release {
    Point point;
    std::uint64_t releases = 0;
  };

  void reset(const std::vector<MeetingPoint>& points);

  // The releases that the point had so far, for leave() and to know one's own; nothing: the user
  // passes.
  [[nodiscard]] std::optional<std::uint64_t> arrive(const Point& point);
  // A user that waited since `releases` does so no longer, without a release.
  void leave(const Point& point, std::uint64_t releases);

  [[nodiscard]] std::vector<Release> apply(const MeetingWord& word);
  void describe(FleetNeeds& needs) const;

 private:
  struct Meeting {
    Point point;
    bool active = false;
    MeetingNeed need;
  };
  [[nodiscard]] Meeting* find(const Point& point);

  mutable std::mutex mutex_;
  std::vector<Meeting> meetings_;
  std::uint64_t word_ = 0;
};

}  // namespace hrp::engine
