#include "cluster/worker/report_outbox.hpp"

#include <utility>

namespace hrp::cluster {
namespace {

std::uint64_t figuresOf(const stats::Slice& slice) {
  std::uint64_t figures = slice.iterations;
  for (const auto& [key, row] : slice.rows) figures += row.requests() + row.aborted;
  return figures;
}

std::uint64_t figuresOf(const Stats& report) {
  std::uint64_t figures = 0;
  for (const ReportPart& part : report.parts) figures += figuresOf(part.slice);
  return figures;
}

}  // namespace

void ReportOutbox::begin(const std::string& run) {
  if (run == run_) return;
  drop();
  run_ = run;
  last_number_ = 0;
  added_ = acknowledged_ = 0;
  interval_ = kReportInterval;
}

void ReportOutbox::add(const std::vector<engine::NumberedSlice>& slices) {
  for (const auto& numbered : slices) {
    if (numbered.slice.empty()) continue;
    added_ += figuresOf(numbered.slice);
    waiting_[numbered.second].merge(numbered.slice);
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
  if (run != run_) return;
  const auto found = sent_.find(number);
  if (found == sent_.end()) return;
  acknowledged_ += figuresOf(found->second.report);
  sent_.erase(found);
}

void ReportOutbox::drop() {
  waiting_.clear();
  sent_.clear();
  added_ = acknowledged_;
}

base::Finding ReportOutbox::checkBounds() const {
  base::RuleCheck check("ReportOutbox");
  check.state(sent_.size() <= kWindow, "reports under way fit the window", "sent", sent_.size());
  check.state(waiting_.size() <= kMaxWaitingSeconds, "seconds that wait are bounded", "waiting",
              waiting_.size());
  check.count(sent_.empty() || (sent_.begin()->first > 0 && sent_.rbegin()->first <= last_number_),
              "reports under way have numbers of the run", "last", last_number_, "highest",
              sent_.empty() ? 0 : sent_.rbegin()->first);
  check.state(!run_.empty() || sent_.empty(), "nothing is under way without a run");
  return check.finding();
}

base::Finding ReportOutbox::checkInvariants() const {
  std::uint64_t waiting = 0;
  for (const auto& [second, slice] : waiting_) waiting += figuresOf(slice);
  std::uint64_t sent = 0;
  bool named = true;
  for (const auto& [number, report] : sent_) {
    sent += figuresOf(report.report);
    named = named && report.report.number == number && report.report.run == run_;
  }
  base::RuleCheck check("ReportOutbox");
  check.part(checkBounds());
  check.count(named, "a report under way bears its number and its run", "run", run_);
  check.count(acknowledged_ + sent + waiting == added_, "each figure is in one place", "added",
              added_, "acknowledged", acknowledged_, "sent", sent, "waiting", waiting);
  return check.finding();
}

}  // namespace hrp::cluster
