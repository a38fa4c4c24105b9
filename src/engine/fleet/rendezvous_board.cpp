#include "engine/fleet/rendezvous_board.hpp"

#include <algorithm>

namespace hrp::engine {

void RendezvousBoard::reset(const std::vector<MeetingPoint>& points) {
  const std::scoped_lock lock(mutex_);
  meetings_.clear();
  word_ = 0;
  for (const MeetingPoint& point : points) {
    meetings_.push_back(Meeting{{point.program, point.operation}, false, {}});
  }
}

RendezvousBoard::Meeting* RendezvousBoard::find(const Point& point) {
  const auto found = std::find_if(meetings_.begin(), meetings_.end(),
                                  [&](const Meeting& m) { return m.point == point; });
  return found == meetings_.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> RendezvousBoard::arrive(const Point& point) {
  const std::scoped_lock lock(mutex_);
  Meeting* meeting = find(point);
  if (meeting == nullptr || !meeting->active) return std::nullopt;
  ++meeting->need.arrivals;
  ++meeting->need.waiting;
  return meeting->need.releases;
}

void RendezvousBoard::leave(const Point& point, std::uint64_t releases) {
  const std::scoped_lock lock(mutex_);
  Meeting* meeting = find(point);
  // After a release nobody of before is counted any more.
  if (meeting != nullptr && meeting->need.releases == releases) --meeting->need.waiting;
}

std::vector<RendezvousBoard::Release> RendezvousBoard::apply(const MeetingWord& word) {
  const std::scoped_lock lock(mutex_);
  std::vector<Release> released;
  if (word.number <= word_ || word.points.size() != meetings_.size()) return released;
  word_ = word.number;
  for (std::size_t i = 0; i < meetings_.size(); ++i) {
    Meeting& meeting = meetings_[i];
    meeting.active = word.points[i].active;
    if (word.points[i].releases <= meeting.need.releases) continue;
    meeting.need.releases = word.points[i].releases;
    if (meeting.need.waiting > 0) released.push_back({meeting.point, meeting.need.releases});
    meeting.need.waiting = 0;
  }
  return released;
}

void RendezvousBoard::describe(FleetNeeds& needs) const {
  const std::scoped_lock lock(mutex_);
  needs.meeting_word = word_;
  for (const Meeting& meeting : meetings_) needs.points.push_back(meeting.need);
}

}  // namespace hrp::engine
