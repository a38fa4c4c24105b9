#include "hrp/stats/connection_figures.hpp"

#include <array>

namespace hrp::stats {
namespace {

// Every histogram, for what is done to all of them.
std::array<Histogram ConnectionFigures::*, 3> openingTimes() {
  return {&ConnectionFigures::dns, &ConnectionFigures::connect, &ConnectionFigures::tls};
}

}  // namespace

void ConnectionFigures::recordAborted(const base::PhaseTimes& phases) {
  countOpening(phases);
  reused += phases.reused ? 1 : 0;
}

void ConnectionFigures::countOpening(const base::PhaseTimes& phases) {
  opened += phases.opened;
  failed += phases.failed;
  resent += phases.resent;
  if (phases.opened == 0 || phases.handshake == base::TlsHandshake::kNone) return;
  ++(phases.handshake == base::TlsHandshake::kFull ? full_handshakes : resumed_handshakes);
}

void ConnectionFigures::recordOpening(const base::PhaseTimes& phases) {
  countOpening(phases);
  if (phases.opened == 0) return;
  if (phases.dns.count() > 0) dns.record(base::microseconds(phases.dns));
  connect.record(base::microseconds(phases.connect));
  if (phases.handshake != base::TlsHandshake::kNone) tls.record(base::microseconds(phases.tls));
}

void ConnectionFigures::merge(const ConnectionFigures& other) {
  opened += other.opened;
  reused += other.reused;
  failed += other.failed;
  resent += other.resent;
  full_handshakes += other.full_handshakes;
  resumed_handshakes += other.resumed_handshakes;
  for (const auto times : openingTimes()) (this->*times).merge(other.*times);
  fresh.first_byte.merge(other.fresh.first_byte);
  fresh.total.merge(other.fresh.total);
  kept.first_byte.merge(other.kept.first_byte);
  kept.total.merge(other.kept.total);
}

void ConnectionFigures::clear() {
  opened = reused = failed = resent = full_handshakes = resumed_handshakes = 0;
  for (const auto times : openingTimes()) (this->*times).clear();
  for (Answers* answers : {&fresh, &kept}) {
    answers->first_byte.clear();
    answers->total.clear();
  }
}

}  // namespace hrp::stats
