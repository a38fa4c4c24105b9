#pragma once
// MeetingHall: where the users of a whole fleet wait for each other (section 11 of the semantics):
// it adds up who waits at which point on which worker and says when all go on. Pure; one owner, one
// thread.
//
// Users wait at a point once all users of the fleet have started and every point before it in its
// testcase was released; before that, and after its own release, they pass. A point is released
// when `number` users (or `percent` of those alive) wait at it, or nobody came for its timeout.
// When the last point of a testcase is released, all of them start over. A lost worker's users do
// not count.
//
// What holds: a tenant that counts has spoken of every point; nobody was sent a word that was not
// said; each release is a word; never are all points of a testcase released; one that is was.

#include <map>
#include <string>
#include <vector>

#include "hrp/base/invariants.hpp"
#include "hrp/runner/row_lease.hpp"

namespace hrp::runner {

class MeetingHall {
 public:
  explicit MeetingHall(const std::vector<engine::MeetingPoint>& points);

  void open(bool everyone_started);
  void claim(const std::string& tenant, const FleetClaim& claim, base::TimePoint now);
  void lost(const std::string& tenant);
  void back(const std::string& tenant);
  void leave(const std::string& tenant);
  // Releases what is due; the words to send now, by tenant.
  using Words = std::map<std::string, engine::MeetingWord>;
  [[nodiscard]] Words due(base::TimePoint now);

  [[nodiscard]] base::Finding checkInvariants() const;

 private:
  struct Point {
    engine::MeetingPoint step;
    std::uint64_t releases = 0;
    bool released = false;  // since the testcase's points began anew
    base::TimePoint last_arrival{};
  };
  struct Tenant {
    bool live = true;
    std::int64_t users = 0;
    std::uint64_t seen = 0;
    std::uint64_t sent = 0;
    base::TimePoint sent_at{};
    std::vector<engine::MeetingNeed> points;
  };
  struct Crowd {
    std::int64_t users = 0;
    std::int64_t waiting = 0;
  };
  [[nodiscard]] Crowd crowdAt(std::size_t index) const;
  [[nodiscard]] static std::int64_t needed(const engine::MeetingPoint& step, std::int64_t users);
  [[nodiscard]] bool allReleased(std::uint32_t program) const;
  void release(Point& point);
  [[nodiscard]] engine::MeetingWord word() const;

  std::vector<Point> points_;
  std::map<std::string, Tenant> tenants_;
  bool open_ = false;
  std::uint64_t number_ = 1;
};

}  // namespace hrp::runner
