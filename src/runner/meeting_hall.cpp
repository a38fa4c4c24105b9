#include "hrp/runner/meeting_hall.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hrp::runner {
namespace {

constexpr base::Duration kMeetingAgain = std::chrono::milliseconds(500);

}  // namespace

MeetingHall::MeetingHall(const std::vector<engine::MeetingPoint>& points) {
  for (const engine::MeetingPoint& step : points) points_.push_back(Point{step, 0, false, {}});
}

void MeetingHall::open(bool everyone_started) {
  if (std::exchange(open_, everyone_started) != everyone_started) ++number_;
}

void MeetingHall::claim(const std::string& tenant, const FleetClaim& claim, base::TimePoint now) {
  if (claim.points.size() != points_.size()) return;
  Tenant& known = tenants_[tenant];
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const std::uint64_t before = known.points.empty() ? 0 : known.points[i].arrivals;
    if (claim.points[i].arrivals > before) points_[i].last_arrival = now;
  }
  known.points = claim.points;
  known.users = claim.users;
  known.seen = claim.meeting_word;
}

void MeetingHall::lost(const std::string& tenant) {
  tenants_[tenant].live = false;
}
void MeetingHall::back(const std::string& tenant) {
  const auto found = tenants_.find(tenant);
  // One that has not spoken before it was lost is known when it does.
  if (found == tenants_.end()) return;
  if (found->second.points.empty()) {
    tenants_.erase(found);
  } else {
    found->second.live = true;
  }
}
void MeetingHall::leave(const std::string& tenant) {
  tenants_.erase(tenant);
}

MeetingHall::Crowd MeetingHall::crowdAt(std::size_t index) const {
  Crowd crowd;
  for (const auto& [id, tenant] : tenants_) {
    if (!tenant.live) continue;
    crowd.users += tenant.users;
    // Those it counted before it heard of the last release go on with that one.
    const engine::MeetingNeed& there = tenant.points[index];
    if (there.releases == points_[index].releases) crowd.waiting += there.waiting;
  }
  return crowd;
}

std::int64_t MeetingHall::needed(const engine::MeetingPoint& step, std::int64_t users) {
  if (step.number > 0) return std::min(users, step.number);
  const double percent = step.percent > 0 && step.percent <= 1 ? step.percent : 1;
  // The small subtraction keeps 0.1 × 30 from becoming 4.
  const double share = std::ceil(percent * static_cast<double>(users) - 1e-9);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(share));
}

void MeetingHall::release(Point& point) {
  ++number_;
  ++point.releases;
  point.released = true;
  if (!allReleased(point.step.program)) return;
  for (Point& other : points_) {
    if (other.step.program == point.step.program) other.released = false;
  }
}

bool MeetingHall::allReleased(std::uint32_t program) const {
  return std::all_of(points_.begin(), points_.end(), [program](const Point& point) {
    return point.step.program != program || point.released;
  });
}

MeetingHall::Words MeetingHall::due(base::TimePoint now) {
  Words words;
  if (points_.empty()) return words;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const Crowd crowd = crowdAt(i);
    if (crowd.waiting <= 0) continue;
    const bool enough = crowd.waiting >= needed(points_[i].step, crowd.users);
    if (enough || now - points_[i].last_arrival >= points_[i].step.timeout) release(points_[i]);
  }
  for (auto& [id, tenant] : tenants_) {
    if (!tenant.live || tenant.seen == number_) continue;
    if (tenant.sent == number_ && now - tenant.sent_at < kMeetingAgain) continue;
    tenant.sent = number_;
    tenant.sent_at = now;
    words.emplace(id, word());
  }
  base::enforce(checkInvariants());
  return words;
}

engine::MeetingWord MeetingHall::word() const {
  engine::MeetingWord word{number_, {}};
  for (const Point& point : points_) {
    const bool ready = std::all_of(points_.begin(), points_.end(), [&](const Point& other) {
      return other.step.program != point.step.program ||
             other.step.operation >= point.step.operation || other.released;
    });
    word.points.push_back({point.releases, open_ && ready && !point.released});
  }
  return word;
}

base::Finding MeetingHall::checkInvariants() const {
  base::RuleCheck check("MeetingHall");
  std::uint64_t releases = 0;
  for (const Point& point : points_) {
    releases += point.releases;
    check.state(!point.released || point.releases > 0, "who is released was", "operation",
                point.step.operation);
    check.state(!allReleased(point.step.program), "points that are all released start over",
                "program", point.step.program);
  }
  check.state(number_ > releases, "each release is a word", "word", number_, "releases", releases);
  for (const auto& [id, tenant] : tenants_) {
    check.state(!tenant.live || tenant.points.size() == points_.size(),
                "who counts has spoken of every point", "tenant", id, "points",
                tenant.points.size());
    check.state(tenant.sent <= number_, "only words that were said are sent", "tenant", id, "sent",
                tenant.sent, "word", number_);
  }
  return check.finding();
}

}  // namespace hrp::runner
