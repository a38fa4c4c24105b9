#include "judge/threshold_watch.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "judge/threshold_words.hpp"

namespace hrp::judge {
namespace {

using stats::Verdict;

std::string span(std::uint32_t from_s, std::uint32_t to_s) {
  return secondsText(from_s) + " to " + secondsText(to_s);
}

void addReason(std::string& why, const std::string& reason) {
  if (reason.empty()) return;
  if (!why.empty()) why += "; ";
  why += reason;
}

Verdict verdictOf(Standing standing) {
  if (standing == Standing::kHolds) return Verdict::kMet;
  return standing == Standing::kUnclear ? Verdict::kUnclear : Verdict::kNotMet;
}

bool isBroken(Standing standing) {
  return standing == Standing::kBroken || standing == Standing::kNoData;
}

}  // namespace

ThresholdWatch::ThresholdWatch(Threshold threshold)
    : threshold_(std::move(threshold)), step_s_(stepOf(threshold_.over_s)) {}

std::uint32_t ThresholdWatch::stepOf(std::uint32_t window_s) {
  std::uint32_t step = 1;
  while (window_s / step > kMostSlots || window_s % step != 0) ++step;
  return step;
}

void ThresholdWatch::add(std::uint32_t second, const Stretch& part) {
  if (second < threshold_.from_s) return;
  if (second >= closed_) {
    // Nobody is so far ahead; what pretends to be is not given memory.
    const bool full = open_.size() >= kMostOpen && !open_.contains(second);
    open_[full ? open_.rbegin()->first : second].merge(part);
    return;
  }
  total_.merge(part);
  if (!hasWindow()) return;
  const std::uint32_t slot = (second - threshold_.from_s) / step_s_;
  if (slot >= first_slot_ && slot - first_slot_ < slots_.size()) {
    slots_[slot - first_slot_].merge(part);
  }
}

void ThresholdWatch::closeNext() {
  const std::uint32_t second = closed_++;
  auto node = open_.extract(second);
  if (second < threshold_.from_s) return;
  const Stretch part = node.empty() ? Stretch() : std::move(node.mapped());
  total_.merge(part);
  const std::uint32_t since = closed_ - threshold_.from_s;
  if (!hasWindow()) return record(momentOf(total_, threshold_.from_s, closed_, since), 1);
  if ((since - 1) % step_s_ == 0) slots_.emplace_back();
  slots_.back().merge(part);
  if (since % step_s_ == 0) closeSlot();
}

void ThresholdWatch::closeSlot() {
  const std::size_t whole = threshold_.over_s / step_s_;
  if (slots_.size() > whole) {
    slots_.pop_front();
    ++first_slot_;
  }
  if (slots_.size() < whole) return;
  Stretch window;
  for (const Stretch& slot : slots_) window.merge(slot);
  record(momentOf(window, closed_ - threshold_.over_s, closed_, threshold_.over_s), step_s_);
}

ThresholdWatch::Moment ThresholdWatch::momentOf(const Stretch& stretch, std::uint32_t from_s,
                                                std::uint32_t to_s, double seconds) const {
  Moment moment;
  moment.value = valueOf(threshold_, stretch, seconds);
  moment.standing = standingOf(threshold_, stretch, moment.value);
  moment.lag_us = lagOf(threshold_, stretch);
  moment.from_s = from_s;
  moment.to_s = to_s;
  return moment;
}

// Before anything has come nothing is broken; a window that is empty later is.
void ThresholdWatch::record(const Moment& moment, std::uint32_t seconds) {
  had_data_ = had_data_ || moment.value.has_value();
  if (!had_data_) return;
  last_ = moment;
  if (isBroken(moment.standing)) {
    broken_for_ += seconds;
    doubtful_for_ += seconds;
    recordBroken(moment, seconds);
  } else {
    broken_for_ = 0;
    doubtful_for_ = moment.standing == Standing::kUnclear ? doubtful_for_ + seconds : 0;
  }
  const std::uint32_t least = std::max(threshold_.for_s, 1U);
  failed_ = failed_ || broken_for_ >= least;
  doubtful_ = doubtful_ || doubtful_for_ >= least;
  if (!worst_ || worse(moment, *worst_)) worst_ = moment;
  const bool unclear = moment.standing == Standing::kUnclear;
  if (unclear && (!unclear_ || worse(moment, *unclear_))) unclear_ = moment;
}

void ThresholdWatch::recordBroken(const Moment& moment, std::uint32_t seconds) {
  broken_seconds_ += seconds;
  const std::uint32_t from = moment.to_s - seconds;
  if (!spans_.empty() && spans_.back().to_s == from) {
    spans_.back().to_s = moment.to_s;
  } else if (spans_.size() < stats::kMaxBrokenSpans) {
    spans_.push_back({from, moment.to_s});
  }
}

bool ThresholdWatch::worse(const Moment& moment, const Moment& than) const {
  if (!moment.value || !than.value) return than.value.has_value() && !moment.value;
  switch (threshold_.comparison) {
    case Comparison::kBelow:
    case Comparison::kAtMost:
      return *moment.value > *than.value;
    case Comparison::kAbove:
    case Comparison::kAtLeast:
      return *moment.value < *than.value;
    case Comparison::kEqual:
      break;
  }
  return std::abs(*moment.value - threshold_.bound) > std::abs(*than.value - threshold_.bound);
}

bool ThresholdWatch::stops() const {
  if (!threshold_.stop_after_s || load_ || broken_for_ == 0) return false;
  return broken_for_ >= std::max(threshold_.for_s, *threshold_.stop_after_s);
}

double ThresholdWatch::judgedSeconds() const {
  const double load = load_ ? std::chrono::duration<double>(*load_).count() : closed_;
  return load - threshold_.from_s;
}

// Too short for a window, or to be broken for as long as it has to be.
bool ThresholdWatch::isTooShort() const {
  return judgedSeconds() < std::max(threshold_.over_s, threshold_.for_s);
}

ThresholdWatch::Moment ThresholdWatch::finalMoment() const {
  Stretch last;
  if (load_) {
    for (const auto& [second, part] : open_) last.merge(part);
  }
  if (hasWindow() && last_ && !isTooShort()) {
    // What was still under way when the load ended is over now; it adds nothing to a rate.
    if (!load_ || threshold_.unit == Unit::kPerSecond) return *last_;
    const std::uint32_t surplus = slots_.size() > threshold_.over_s / step_s_ ? 1 : 0;
    for (std::size_t i = surplus; i < slots_.size(); ++i) last.merge(slots_[i]);
    const std::uint32_t from = threshold_.from_s + (first_slot_ + surplus) * step_s_;
    const Moment moment = momentOf(last, from, closed_, threshold_.over_s);
    return moment.value ? moment : *last_;
  }
  last.merge(total_);
  return momentOf(last, threshold_.from_s, closed_, judgedSeconds());
}

Verdict ThresholdWatch::verdictAt(const Moment& last) const {
  if (ended_run_at_ || !(had_data_ || last.value)) return Verdict::kNotMet;
  if (!countsMoments() || isTooShort()) return verdictOf(last.standing);
  const bool at_end = threshold_.for_s == 0;  // the end alone is no duration
  if (failed_ || (at_end && isBroken(last.standing))) return Verdict::kNotMet;
  const bool unclear = at_end && last.standing == Standing::kUnclear;
  return doubtful_ || unclear ? Verdict::kUnclear : Verdict::kMet;
}

ThresholdWatch::Moment ThresholdWatch::shownMoment(const Moment& last, Verdict verdict) const {
  if (!countsMoments() || isTooShort() || !load_) return last;
  if (verdict == Verdict::kUnclear) {
    return last.standing == Standing::kUnclear || !unclear_ ? last : *unclear_;
  }
  return worst_ && !worse(last, *worst_) ? *worst_ : last;
}

std::string ThresholdWatch::noDataText() const {
  if (load_ && judgedSeconds() <= 0) {
    return "no data: the run ended before " + secondsText(threshold_.from_s);
  }
  std::string thing = "no request";
  if (threshold_.metric == Metric::kPassedTransactions || threshold_.containers) {
    thing = "nothing";
  }
  std::string text = "no data: " + thing;
  if (!threshold_.pattern.empty()) text += " of \"" + threshold_.pattern + "\"";
  if (threshold_.outcome == Outcome::kPassed) {
    text += " passed";
  } else if (threshold_.outcome == Outcome::kFailed) {
    text += " failed";
  } else {
    text += " was counted";
  }
  if (threshold_.from_s > 0) text += " from " + secondsText(threshold_.from_s) + " on";
  return text;
}

std::string ThresholdWatch::brokenText() const {
  constexpr std::size_t kMostTold = 3;
  if (broken_seconds_ == 0) return {};
  std::string text = "broken for " + secondsText(broken_seconds_) + ":";
  for (std::size_t i = 0; i < spans_.size() && i < kMostTold; ++i) {
    text += (i == 0 ? " " : ", ") + span(spans_[i].from_s, spans_[i].to_s);
  }
  if (spans_.size() > kMostTold) {
    text += " and " + std::to_string(spans_.size() - kMostTold) + " times more";
  }
  if (broken_for_ == 0) text += ", then recovered";
  return text;
}

std::string ThresholdWatch::whyOf(const Moment& shown, Verdict verdict) const {
  std::string why;
  if (ended_run_at_) addReason(why, "ended the run at " + secondsText(*ended_run_at_));
  if (!had_data_ && !shown.value) {
    addReason(why, noDataText());
    return why;
  }
  if (verdict == Verdict::kUnclear && shown.value) {
    addReason(why, valueText(threshold_.unit, std::abs(*shown.value - threshold_.bound)) +
                       " from the bound, while the generator itself lagged by " +
                       valueText(threshold_.unit, shown.lag_us));
  }
  if (load_ && countsMoments() && isTooShort()) {
    addReason(why, "the run was too short for " +
                       secondsText(std::max(threshold_.over_s, threshold_.for_s)) +
                       ", so all of it was judged");
  } else if (load_ && hasWindow()) {
    addReason(why, std::string(shown.value ? "worst over " : "no data over ") +
                       span(shown.from_s, shown.to_s));
  }
  addReason(why, brokenText());
  return why;
}

stats::ThresholdFigure ThresholdWatch::figure() const {
  const Moment last = finalMoment();
  stats::ThresholdFigure figure;
  figure.verdict = verdictAt(last);
  const Moment shown = shownMoment(last, figure.verdict);
  figure.text = threshold_.text;
  figure.row = threshold_.pattern;
  figure.metric = metricText(threshold_);
  if (shown.value) figure.value = shownValue(threshold_.unit, *shown.value);
  figure.bound = shownValue(threshold_.unit, threshold_.bound);
  figure.unit = unitText(threshold_.unit);
  figure.value_text = shown.value ? valueText(threshold_.unit, *shown.value) : "-";
  figure.why = whyOf(shown, figure.verdict);
  figure.broken_now = broken_for_ > 0;
  figure.ended_run = ended_run_at_.has_value();
  figure.broken_seconds = broken_seconds_;
  figure.broken = spans_;
  return figure;
}

}  // namespace hrp::judge
