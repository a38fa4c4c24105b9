#include "engine/rendezvous_board.hpp"

#include <algorithm>
#include <cmath>

namespace hrp::engine {

void RendezvousBoard::reset(const std::vector<std::shared_ptr<const testcase::Program>>& programs,
                            std::uint32_t worker_index, std::uint32_t worker_count) {
  const std::scoped_lock lock(mutex_);
  meetings_.clear();
  tickets_ = 0;
  worker_index_ = worker_index;
  worker_count_ = std::max(1U, worker_count);
  for (std::uint32_t program = 0; program < programs.size(); ++program) {
    const auto& operations = programs[program]->operations;
    for (std::uint32_t index = 0; index < operations.size(); ++index) {
      const auto* step = std::get_if<testcase::RendezvousStep>(&operations[index].action);
      if (step != nullptr) meetings_.push_back(Meeting{{program, index}, *step});
    }
  }
}

RendezvousBoard::Meeting* RendezvousBoard::find(const Point& point) {
  const auto found = std::find_if(meetings_.begin(), meetings_.end(),
                                  [&](const Meeting& m) { return m.point == point; });
  return found == meetings_.end() ? nullptr : &*found;
}

bool RendezvousBoard::earlierReleased(const Meeting& meeting) const {
  return std::all_of(meetings_.begin(), meetings_.end(), [&](const Meeting& other) {
    return other.point.program != meeting.point.program ||
           other.point.operation >= meeting.point.operation || other.released;
  });
}

std::int64_t RendezvousBoard::needed(const Meeting& meeting, std::int64_t users) const {
  const testcase::RendezvousStep& step = meeting.step;
  if (step.number > 0) {
    const std::int64_t extra = worker_index_ < step.number % worker_count_ ? 1 : 0;
    return std::min(users, step.number / worker_count_ + extra);
  }
  const double percent = step.percent > 0 && step.percent <= 1 ? step.percent : 1;
  // The small subtraction keeps 0.1 × 30 from becoming 4.
  const double share = std::ceil(percent * static_cast<double>(users) - 1e-9);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(share));
}

RendezvousBoard::Arrival RendezvousBoard::arrive(const Point& point, std::int64_t users) {
  const std::scoped_lock lock(mutex_);
  Meeting* meeting = find(point);
  if (meeting == nullptr || users <= 0 || meeting->released || !earlierReleased(*meeting)) {
    return {};
  }
  meeting->last_ticket = ++tickets_;
  if (++meeting->arrived >= needed(*meeting, users)) {
    release(*meeting);
    return {Verdict::kRelease, meeting->last_ticket};
  }
  return {Verdict::kWait, meeting->last_ticket};
}

bool RendezvousBoard::expire(const Point& point, std::uint64_t ticket) {
  const std::scoped_lock lock(mutex_);
  Meeting* meeting = find(point);
  if (meeting == nullptr || meeting->arrived == 0 || meeting->last_ticket != ticket) return false;
  release(*meeting);
  return true;
}

void RendezvousBoard::release(Meeting& meeting) {
  meeting.released = true;
  meeting.arrived = 0;
  const auto same = [&](const Meeting& other) {
    return other.point.program == meeting.point.program;
  };
  const bool all = std::all_of(meetings_.begin(), meetings_.end(),
                               [&](const Meeting& m) { return !same(m) || m.released; });
  if (!all) return;
  for (Meeting& other : meetings_) {
    if (same(other)) other.released = false;
  }
}

}  // namespace hrp::engine
