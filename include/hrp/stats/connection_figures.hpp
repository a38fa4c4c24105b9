#pragma once
// ConnectionFigures: what the connections of a row did, and where the time of requests went: on a
// connection that was opened for the request (fresh), and on one that was kept from an earlier
// request. A value type that merges, as all statistics do; one owner, one thread.

#include <cstdint>

#include "hrp/base/microseconds.hpp"
#include "hrp/base/phase_times.hpp"
#include "hrp/stats/histogram.hpp"

namespace hrp::stats {

struct ConnectionFigures {
  // The requests that were answered. Times in µs.
  struct Answers {
    Histogram first_byte;  // from the first byte sent to the first byte of the response
    Histogram total;       // from the start to the last byte of the response
    friend bool operator==(const Answers&, const Answers&) = default;
  };
  std::uint64_t reused = 0;  // requests on a kept connection, first tries of those sent again too
  Answers kept;
  std::uint64_t opened = 0;
  std::uint64_t failed = 0;  // attempts to open one, addresses and handshakes
  std::uint64_t resent = 0;  // repetitions: opened + reused is requests + resent
  std::uint64_t full_handshakes = 0;
  std::uint64_t resumed_handshakes = 0;
  Histogram dns;      // µs; only where a lookup was waited for
  Histogram connect;  // µs
  Histogram tls;      // µs
  Answers fresh;

  void record(const base::PhaseTimes& phases) {
    if (phases.opened != 0 || phases.failed != 0) [[unlikely]]
      recordOpening(phases);
    reused += phases.reused ? 1 : 0;
    if (phases.first_byte.count() <= 0) return;
    Answers& answers = phases.endedOnKept() ? kept : fresh;
    answers.first_byte.record(base::microseconds(phases.first_byte));
    answers.total.record(base::microseconds(phases.total));
  }
  // Of a request that was cut off: what its connection did, and none of its times.
  void recordAborted(const base::PhaseTimes& phases);
  void merge(const ConnectionFigures& other);
  // Forgets everything and keeps the memory.
  void clear();
  friend bool operator==(const ConnectionFigures&, const ConnectionFigures&) = default;

 private:
  void countOpening(const base::PhaseTimes& phases);
  void recordOpening(const base::PhaseTimes& phases);
};

}  // namespace hrp::stats
