#include "hrp/judge/judge.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "hrp/judge/known_rows.hpp"
#include "judge/threshold_watch.hpp"
#include "judge/threshold_words.hpp"

namespace hrp::judge {

struct Judge::Impl {
  using Watchers = std::vector<std::size_t>;  // indexes of watches

  [[nodiscard]] Watchers watchersOf(const stats::RowKey& key, bool in_total) const;
  [[nodiscard]] const Watchers& known(const stats::RowKey& key, bool in_total);

  std::vector<ThresholdWatch> watches;
  std::map<stats::RowKey, Watchers> watchers;  // names are compared once
  Watchers other;                              // of a row past the bound
  std::uint32_t closed = 0;
  bool ending_told = false;
};

Judge::Impl::Watchers Judge::Impl::watchersOf(const stats::RowKey& key, bool in_total) const {
  Watchers found;
  for (std::size_t i = 0; i < watches.size(); ++i) {
    const Threshold& threshold = watches[i].threshold();
    const bool whole = threshold.pattern.empty();
    const bool by_row = threshold.metric != Metric::kPassedTransactions;
    if (whole ? in_total && by_row : looksAt(threshold, key, in_total)) found.push_back(i);
  }
  return found;
}

const Judge::Impl::Watchers& Judge::Impl::known(const stats::RowKey& key, bool in_total) {
  const auto found = watchers.find(key);
  if (found != watchers.end()) return found->second;
  if (watchers.size() >= stats::kMaxRows) return other = watchersOf(key, in_total);
  return watchers[key] = watchersOf(key, in_total);
}

Judge::Judge(Thresholds thresholds) : impl_(std::make_unique<Impl>()) {
  for (Threshold& threshold : thresholds) impl_->watches.emplace_back(std::move(threshold));
}
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;

void Judge::add(std::uint32_t second, const stats::Slice& slice) {
  std::vector<ThresholdWatch>& watches = impl_->watches;
  if (watches.empty()) return;
  std::vector<Stretch> parts(watches.size());
  for (const auto& [key, row] : slice.rows) {
    for (const std::size_t i : impl_->known(key, row.in_total)) {
      addRow(watches[i].threshold(), row, parts[i]);
    }
  }
  for (std::size_t i = 0; i < watches.size(); ++i) {
    addRun(watches[i].threshold(), slice, parts[i]);
    watches[i].add(second, parts[i]);
  }
}

bool Judge::close(std::uint32_t second) {
  if (impl_->watches.empty() || impl_->closed >= second) return false;
  for (; impl_->closed < second; ++impl_->closed) {
    for (ThresholdWatch& watch : impl_->watches) watch.closeNext();
  }
  return true;
}

std::optional<std::string> Judge::ending() {
  if (impl_->ending_told) return std::nullopt;
  for (ThresholdWatch& watch : impl_->watches) {
    if (!watch.stops()) continue;
    impl_->ending_told = true;
    const std::string value = watch.figure().value_text;
    watch.endedRun();
    return "\"" + watch.threshold().text + "\" is broken (" + value + ")";
  }
  return std::nullopt;
}

void Judge::end(base::Duration load) {
  close(static_cast<std::uint32_t>(
      std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(load).count())));
  for (ThresholdWatch& watch : impl_->watches) watch.end(load);
}

stats::ThresholdFigures Judge::figures() const {
  stats::ThresholdFigures figures;
  figures.reserve(impl_->watches.size());
  for (const ThresholdWatch& watch : impl_->watches) figures.push_back(watch.figure());
  return figures;
}

Decision decisionOf(const stats::ThresholdFigures& figures) {
  Decision worst = Decision::kMet;
  for (const stats::ThresholdFigure& figure : figures) {
    Decision one = Decision::kMet;
    if (figure.verdict == stats::Verdict::kUnclear) one = Decision::kUnclear;
    if (figure.verdict == stats::Verdict::kNotMet) one = Decision::kNotMet;
    if (figure.ended_run) one = Decision::kEndedRun;
    worst = std::max(worst, one);
  }
  return worst;
}

}  // namespace hrp::judge
