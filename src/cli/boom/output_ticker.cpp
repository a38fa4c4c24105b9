#include "cli/boom/output_ticker.hpp"

#include <algorithm>

namespace hrp::cli {

OutputTicker::OutputTicker(const base::Clock& clock, runner::RunBoard& board, RunAudience& audience)
    : clock_(clock), board_(board), audience_(audience), thread_([this] { run(); }) {}

OutputTicker::~OutputTicker() {
  thread_.join();
}

void OutputTicker::run() {
  while (true) {
    base::Duration wait = kInterval;
    if (in_run_) wait = std::clamp(next_ - clock_.now(), base::Duration::zero(), kInterval);
    if (const auto event = board_.nextEvent(wait)) {
      handle(*event);
    } else if (board_.closed()) {
      return;
    } else if (in_run_ && clock_.now() >= next_) {
      audience_.interval(*board_.takeIntervalSnapshot());
      next_ += kInterval;
    }
  }
}

void OutputTicker::handle(const runner::RunEvent& event) {
  using Kind = runner::RunEvent::Kind;
  in_run_ = event.kind == Kind::kStarted;
  switch (event.kind) {
    case Kind::kStarted:
      next_ = clock_.now() + kInterval;
      return audience_.runStarted(event.profile, *event.snapshot);
    case Kind::kEnded:
      return audience_.runEnded(*event.snapshot);
    case Kind::kAmended:
      return audience_.runAmended(*event.snapshot);
  }
}

}  // namespace hrp::cli
