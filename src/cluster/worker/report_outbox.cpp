#include "cluster/worker/report_outbox.hpp"

#include <utility>

namespace hrp::cluster {

void ReportOutbox::begin(const std::string& run) {
  if (run == run_) return;
  drop();
  run_ = run;
  last_number_ = 0;
  interval_ = kReportInterval;
}

void ReportOutbox::add(const std::vector<engine::NumberedSlice>& slices) {
  for (const auto& numbered : slices) {
    if (!numbered.slice.empty()) waiting_[numbered.second].merge(numbered.slice);
  }
  while (waiting_.size() > kMaxWaitingSeconds) {
    // The oldest two become one: the totals stay exact, the timeline loses a second's detail.
    const auto first = waiting_.begin();
    std::next(first)->second.merge(first->second);
    waiting_.erase(first);
  }
}

std::vector<Stats> ReportOutbox::due(base::TimePoint now, bool flush) {
  std::vector<Stats> reports;
  for (auto& [number, sent] : sent_) {
    if (now - sent.at < kResendInterval) continue;
    sent.at = now;
    reports.push_back(sent.report);
  }
  // Figures come as often as reports are due; one must not wait for the next because it came early.
  if (!flush && now - last_cut_ < interval_ - kReportSlack) return reports;
  last_cut_ = now;
  while (!waiting_.empty() && sent_.size() < kWindow) {
    Stats report = cut();
    reports.push_back(report);
    const auto number = report.number;
    sent_.emplace(number, Sent{std::move(report), now});
  }
  return reports;
}

Stats ReportOutbox::cut() {
  Stats report{run_, ++last_number_, {}};
  while (!waiting_.empty() && report.parts.size() < kMaxReportParts) {
    auto first = waiting_.extract(waiting_.begin());
    report.parts.push_back({first.key(), std::move(first.mapped())});
  }
  return report;
}

void ReportOutbox::acknowledge(const std::string& run, std::uint64_t number) {
  if (run == run_) sent_.erase(number);
}

void ReportOutbox::drop() {
  waiting_.clear();
  sent_.clear();
}

}  // namespace hrp::cluster
