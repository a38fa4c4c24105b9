#include "hrp/stats/departed_worker.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace hrp::stats {
namespace {

constexpr std::size_t kMaxNamed = 100;

struct Kind {
  Departure how;
  std::string_view name;
  std::string_view heading;
};
constexpr std::array kKinds{
    Kind{Departure::kLost, "lost", "workers lost during the run: "},
    Kind{Departure::kNoAnswer, "no-answer", "workers that did not answer the stop: "},
    Kind{Departure::kNotPrepared, "not-prepared", "workers that were not prepared in time: "},
    Kind{Departure::kFailed, "failed", "workers that failed: "},
    Kind{Departure::kLeft, "left", "workers that left: "}};

double secondsOf(base::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::string nameOf(const DepartedWorker& worker) {
  if (worker.complete) return worker.id;
  std::array<char, 64> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%.1f", secondsOf(worker.uncounted));
  return worker.id + " (last counted " + seconds.data() + " s before, about " +
         std::to_string(worker.mayBeMissing()) + " requests may be missing)";
}

}  // namespace

std::string_view toString(Departure how) {
  const auto* const kind =
      std::find_if(kKinds.begin(), kKinds.end(), [how](const Kind& one) { return one.how == how; });
  return kind->name;
}

std::uint64_t DepartedWorker::mayBeMissing() const {
  return static_cast<std::uint64_t>(std::ceil(requests_per_s * secondsOf(uncounted)));
}

bool isComplete(const DepartedWorkers& workers) {
  return std::all_of(workers.begin(), workers.end(),
                     [](const DepartedWorker& worker) { return worker.complete; });
}

std::uint64_t mayBeMissing(const DepartedWorkers& workers) {
  std::uint64_t all = 0;
  for (const auto& worker : workers) all += worker.mayBeMissing();
  return all;
}

std::vector<std::string> lostWorkers(const DepartedWorkers& workers) {
  std::vector<std::string> ids;
  for (const auto& worker : workers) {
    if (!worker.complete) ids.push_back(worker.id);
  }
  return ids;
}

std::string departedText(const DepartedWorkers& workers) {
  std::string text;
  std::size_t named = 0;
  for (const Kind& kind : kKinds) {
    std::string_view before = kind.heading;
    for (const auto& worker : workers) {
      if (worker.how != kind.how || named == kMaxNamed) continue;
      if (before == kind.heading && !text.empty()) text += "; ";
      text.append(before).append(nameOf(worker));
      before = ", ";
      ++named;
    }
  }
  if (named < workers.size()) text += " and " + std::to_string(workers.size() - named) + " more";
  return text;
}

}  // namespace hrp::stats
