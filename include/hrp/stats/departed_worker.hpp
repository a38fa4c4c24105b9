#pragma once
// DepartedWorker: a worker that took part in a run and was not there until its end, and how much of
// what it did may not be counted. The summary, the control API and the text of a run's end show the
// same list. A plain value; the functions are pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/clock.hpp"

namespace hrp::stats {

enum class Departure : std::uint8_t {
  kLost,         // nothing was heard of it any more
  kNoAnswer,     // it was there and did not answer the stop
  kNotPrepared,  // it joined and was not ready in time; it sent nothing
  kFailed,       // its engine could not go on
  kLeft,         // it was asked to end
};
// The texts of the summary file: "lost", "no-answer", "not-prepared", "failed", "left".
[[nodiscard]] std::string_view toString(Departure how);

struct DepartedWorker {
  std::string id;
  Departure how = Departure::kLost;
  bool complete = false;       // everything that it sent is counted; the rest is 0 then
  base::Duration uncounted{};  // how long before it was given up its figures were counted last
  double requests_per_s = 0;   // what it did in its last second that was counted
  [[nodiscard]] std::uint64_t mayBeMissing() const;  // its last rate × that time
  friend bool operator==(const DepartedWorker&, const DepartedWorker&) = default;
};

using DepartedWorkers = std::vector<DepartedWorker>;

[[nodiscard]] bool isComplete(const DepartedWorkers& workers);
[[nodiscard]] std::uint64_t mayBeMissing(const DepartedWorkers& workers);
// The ids of those of whom something may be missing.
[[nodiscard]] std::vector<std::string> lostWorkers(const DepartedWorkers& workers);
// One line that names them all, or the first of very many; empty: there are none.
[[nodiscard]] std::string departedText(const DepartedWorkers& workers);

}  // namespace hrp::stats
