#pragma once
// FleetRelay: between an engine and its tenant. An engine counts its words, rows and arrivals from
// its prepare(); a share goes on when its engine is prepared again (its users had ended, and others
// came), so the relay adds what was counted before. Pure; one owner, one thread.

#include "hrp/engine/load_engine.hpp"

namespace hrp::runner {

class FleetRelay {
 public:
  void begin() { *this = FleetRelay(); }
  // Up: from the engine, as the share counts.
  [[nodiscard]] engine::FleetNeeds up(engine::FleetNeeds needs);
  // Down: to the engine, as it counts.
  [[nodiscard]] engine::FleetWords down(engine::FleetWords words);
  // The engine is about to be prepared again; `last` is what it said last.
  void ending(const engine::FleetNeeds& last);
  // What an engine that was prepared again has to be told first.
  [[nodiscard]] engine::FleetWords again() const { return {{}, meetings_}; }

 private:
  struct Rows {
    std::uint64_t word = 0;
    std::uint64_t started = 0;
    std::vector<engine::RowRange> returned;  // not passed on yet
  };
  std::vector<Rows> rows_;
  std::vector<std::uint64_t> arrivals_;
  engine::MeetingWord meetings_;  // the newest
};

}  // namespace hrp::runner
