#pragma once
// RendezvousBoard: where the users of one worker wait for each other (section 11 of the semantics).
// Pure: it counts arrivals and says who waits and when all go on; the engine threads hold the
// waiting users and their timers. Shared by the threads; every method may be called from any of
// them.
//
// A meeting point is active only after all users have started and all points before it in its
// testcase were released; before that, and after its own release, users pass. When the last point
// of a testcase is released, all of them start over. The numbers of a testcase are for the whole
// fleet; a worker waits for its own share of them.

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "hrp/testcase/program.hpp"

namespace hrp::engine {

class RendezvousBoard {
 public:
  struct Point {
    std::uint32_t program = 0;
    std::uint32_t operation = 0;  // index in the program
    friend bool operator==(const Point&, const Point&) = default;
  };
  enum class Verdict : std::uint8_t {
    kPass,     // does not wait
    kWait,     // waits until the point is released
    kRelease,  // was the last one: the point is released, everybody goes on
  };
  struct Arrival {
    Verdict verdict = Verdict::kPass;
    std::uint64_t ticket = 0;  // of a waiting user; for a release, the last one that goes on
  };

  void reset(const std::vector<std::shared_ptr<const testcase::Program>>& programs,
             std::uint32_t worker_index, std::uint32_t worker_count);

  // `users`: of this worker, when all have started; 0 before that.
  [[nodiscard]] Arrival arrive(const Point& point, std::int64_t users);
  // The waiting time of the arrival with this ticket is over, or its user is gone. True when nobody
  // came after it: the point is released.
  [[nodiscard]] bool expire(const Point& point, std::uint64_t ticket);

 private:
  struct Meeting {
    Point point;
    testcase::RendezvousStep step;
    std::int64_t arrived = 0;
    std::uint64_t last_ticket = 0;
    bool released = false;
  };
  [[nodiscard]] Meeting* find(const Point& point);
  [[nodiscard]] bool earlierReleased(const Meeting& meeting) const;
  [[nodiscard]] std::int64_t needed(const Meeting& meeting, std::int64_t users) const;
  void release(Meeting& meeting);

  std::mutex mutex_;
  std::vector<Meeting> meetings_;  // in the order of programs and operations
  std::uint32_t worker_index_ = 0;
  std::uint32_t worker_count_ = 1;
  std::uint64_t tickets_ = 0;
};

}  // namespace hrp::engine
