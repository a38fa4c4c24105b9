#pragma once
// GeneratorFigures: what the generator measured of itself in a slice: how long its event loops kept
// due events waiting, and how busy their processors were; and where it was slow enough that it
// could have changed a percentile ("generator-limited"). docs/statistics.md gives rule and reasons.
//
// A plain value type; the strains are judged once a second by each engine thread.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "hrp/stats/histogram.hpp"

namespace hrp::stats {

inline constexpr std::uint64_t kLagFloorUs = 1'000;     // a lag up to this is never a strain
inline constexpr double kLagOfLatency = 0.1;            // nor is one up to this part of the p99
inline constexpr std::uint64_t kBusyPermille = 900;     // a loop thread above it is one
inline constexpr std::size_t kMaxStrainedPlaces = 100;  // further ones are "others"

// One second of one engine thread.
struct ThreadSecond {
  const Histogram& loop_lag;  // µs
  const Histogram& latency;   // µs, of the requests that ended in it
  std::uint64_t cpu_permille = 0;
};

// How much a place was strained: an engine thread, with its worker over a fleet.
struct Strain {
  std::uint64_t seconds = 0;       // in which it was
  std::uint64_t lag_seconds = 0;   // of these, for its lag
  std::uint64_t busy_seconds = 0;  // for its processor
  std::uint64_t lag_p99_us = 0;    // worst of them
  std::uint64_t cpu_permille = 0;  // likewise
  void merge(const Strain& other);
  friend bool operator==(const Strain&, const Strain&) = default;
};
// Empty: its own delay cannot have changed a percentile.
[[nodiscard]] std::optional<Strain> judge(const ThreadSecond& second);

struct GeneratorFigures {
  Histogram loop_lag;                  // µs that a due event waited, at moments 10 ms apart
  std::uint64_t loop_cpu_us = 0;       // of the engine threads, while they had users
  std::uint64_t loop_time_us = 0;      // how long they had
  std::uint64_t max_cpu_permille = 0;  // of the busiest thread in a second
  std::uint64_t seconds = 0;           // of threads, that were judged
  std::uint64_t process_cpu_us = 0;    // of the whole process
  std::uint64_t process_time_us = 0;   // that all its cores had, added up
  // By place: "thread 0", "process"; on a master "<worker id> thread 0".
  std::map<std::string, Strain> strains;

  void merge(const GeneratorFigures& other);
  void addStrain(const std::string& place, const Strain& strain);
  // The places are those of a worker.
  void nameWorker(const std::string& id);
  [[nodiscard]] bool limited() const { return !strains.empty(); }
  friend bool operator==(const GeneratorFigures&, const GeneratorFigures&) = default;
};

}  // namespace hrp::stats
