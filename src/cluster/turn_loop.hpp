#pragma once
// TurnLoop: the loop of a thread that owns a transport, the master's and a worker's alike. A turn
// waits for a frame, a wake-up or the next tick; takes the frames that have come, up to a bound, so
// that a flood of them cannot keep the ticks away; gives what other threads have posted; and ticks
// when it is time. One owner, one thread.

#include "cluster/timing.hpp"
#include "hrp/cluster/transport.hpp"

namespace hrp::cluster {

class TurnHandler {
 public:
  virtual void takeFrame(Incoming& incoming) = 0;
  virtual void givePosted() = 0;
  virtual void tick(base::TimePoint now) = 0;

 protected:
  ~TurnHandler() = default;
};

class TurnLoop {
 public:
  // `frames_per_turn`: at least 1.
  TurnLoop(const base::Clock& clock, Transport& transport, int frames_per_turn)
      : clock_(clock), transport_(transport), frames_per_turn_(frames_per_turn) {}
  void turn(TurnHandler& handler);

 private:
  const base::Clock& clock_;
  Transport& transport_;
  const int frames_per_turn_;
  base::TimePoint next_tick_{};
};

}  // namespace hrp::cluster
