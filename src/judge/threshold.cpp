#include "hrp/judge/threshold.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "hrp/base/duration_text.hpp"
#include "judge/threshold_words.hpp"

namespace hrp::judge {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::string_view kBlanks = " \t\r\n";
constexpr double kMostCount = 1e15;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Characters, not bytes: names of rows are often not ASCII.
std::size_t columnOf(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [](char c) {
           return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
         }));
}

bool isWordPart(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

struct Word {
  std::string_view text;
  std::size_t at = 0;
};

// Reads a threshold from left to right; the first thing that is wrong is the error.
class Reading {
 public:
  explicit Reading(std::string_view text) : text_(text) {}

  Result<Threshold> read() {
    Threshold out;
    out.text = std::string(text_);
    Result<> done = readRows(out);
    if (done) done = readMetric(out);
    if (done) done = readComparison(out);
    if (done) done = readValue(out);
    if (done) done = readClauses(out);
    if (!done) return fail(std::move(done.error()));
    return out;
  }

 private:
  tl::unexpected<base::Error> wrong(std::size_t at, const std::string& what,
                                    std::string hint = {}) const {
    return fail(ErrorCode::kInvalidArgument,
                "\"" + std::string(text_) + "\", column " + std::to_string(columnOf(text_, at)) +
                    ": " + what,
                std::move(hint));
  }

  void skipBlanks() {
    while (at_ < text_.size() && kBlanks.find(text_[at_]) != std::string_view::npos) ++at_;
  }
  Word word() {
    skipBlanks();
    const std::size_t from = at_;
    while (at_ < text_.size() && isWordPart(text_[at_])) ++at_;
    return {text_.substr(from, at_ - from), from};
  }

  // A name may hold colons, what follows it does not.
  Result<> readRows(Threshold& out) {
    const std::size_t colon = text_.rfind(':');
    if (colon == std::string_view::npos) return {};
    const std::string_view pattern = trimmed(text_.substr(0, colon));
    if (pattern.empty()) {
      return wrong(0, "the name of a row is missing before the colon",
                   "without a name and colon the whole run is judged");
    }
    out.pattern = std::string(pattern);
    at_ = colon + 1;
    return {};
  }

  Result<> readMetric(Threshold& out) {
    Word name = word();
    if (name.text == "ok" || name.text == "failed") {
      out.outcome = name.text == "ok" ? Outcome::kPassed : Outcome::kFailed;
      const Word outcome = name;
      name = word();
      const auto metric = metricOf(name.text);
      if (metric && !isTime(*metric)) {
        return wrong(outcome.at,
                     "\"" + std::string(outcome.text) + "\" goes with a time, not with " +
                         std::string(name.text),
                     "as in ok p95 < 300ms");
      }
    }
    if (name.text.empty()) return wrong(name.at, "a metric is missing", metricList());
    if (const auto metric = metricOf(name.text)) {
      out.metric = *metric;
      if (isOfTheRun(*metric) && !out.pattern.empty()) {
        return wrong(name.at, std::string(name.text) + " is counted for the whole run, not by row",
                     "leave the row and the colon out");
      }
      return {};
    }
    return readPercentile(name, out);
  }

  Result<> readPercentile(const Word& name, Threshold& out) {
    const char* const end = name.text.data() + name.text.size();
    if (name.text.size() > 1 && name.text.front() == 'p') {
      const auto [rest, error] =
          std::from_chars(name.text.data() + 1, end, out.percentile, std::chars_format::fixed);
      if (error == std::errc{} && rest == end) {
        if (out.percentile <= 100 && out.percentile >= 0) return {};
        return wrong(name.at, "a percentile is from p0 to p100, not " + std::string(name.text));
      }
    }
    const auto meant = metricMeant(name.text);
    return wrong(name.at,
                 "there is no metric \"" + std::string(name.text) + "\"" +
                     (meant ? ", did you mean " + *meant + "?" : ""),
                 metricList());
  }

  Result<> readComparison(Threshold& out) {
    skipBlanks();
    const std::size_t from = at_;
    while (at_ < text_.size() &&
           std::string_view("<>=!").find(text_[at_]) != std::string_view::npos)
      ++at_;
    const std::string_view written = text_.substr(from, at_ - from);
    if (written == "<") {
      out.comparison = Comparison::kBelow;
    } else if (written == "<=") {
      out.comparison = Comparison::kAtMost;
    } else if (written == ">") {
      out.comparison = Comparison::kAbove;
    } else if (written == ">=") {
      out.comparison = Comparison::kAtLeast;
    } else if (written == "==") {
      out.comparison = Comparison::kEqual;
      if (isTime(out.metric)) {
        return wrong(from, "no time is exactly another", "== is for counts; compare with < or <=");
      }
    } else {
      return wrong(from, "one of < <= > >= == is missing", "as in p95 < 300ms");
    }
    return {};
  }

  // The unit that stands behind a number: at once, or behind blanks when no other word can be
  // meant.
  Word unitWord() {
    const std::size_t before = at_;
    const bool apart = at_ < text_.size() && kBlanks.find(text_[at_]) != std::string_view::npos;
    skipBlanks();
    const std::size_t from = at_;
    while (at_ < text_.size() && (isWordPart(text_[at_]) || text_[at_] == '%' || text_[at_] == '/'))
      ++at_;
    const Word unit{text_.substr(from, at_ - from), from};
    const bool clause = apart && (unit.text == "over" || unit.text == "from" ||
                                  unit.text == "for" || unit.text == "stop");
    if (!clause) return unit;
    at_ = before;
    return {{}, before};
  }

  Result<> readValue(Threshold& out) {
    skipBlanks();
    const std::size_t from = at_;
    const auto [rest, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(),
                                               out.bound, std::chars_format::fixed);
    if (error != std::errc{} || !std::isfinite(out.bound)) {
      return wrong(from, "a number is missing", "as in p95 < 300ms");
    }
    at_ = static_cast<std::size_t>(rest - text_.data());
    if (out.bound < 0 || std::signbit(out.bound)) return wrong(from, "a bound is not negative");
    if (out.bound > kMostCount) return wrong(from, "the bound is too large");
    return readUnit(out, from);
  }

  Result<> readUnit(Threshold& out, std::size_t number_at) {
    const Word unit = unitWord();
    const auto misfit = [&](const std::string& cure) {
      const std::string what = unit.text.empty() ? "a unit is missing behind the number"
                                                 : "the unit \"" + std::string(unit.text) +
                                                       "\" does not fit " + metricText(out);
      return wrong(unit.text.empty() ? number_at : unit.at, what, cure);
    };
    if (isTime(out.metric)) {
      out.unit = Unit::kMicroseconds;
      if (unit.text == "ms") {
        out.bound *= 1e3;
      } else if (unit.text == "s") {
        out.bound *= 1e6;
      } else if (unit.text != "us") {
        return misfit("a time has us, ms or s, as in 300ms");
      }
      return {};
    }
    if (out.metric == Metric::kRps) {
      out.unit = Unit::kPerSecond;
      if (unit.text.empty() || unit.text == "/s") return {};
      return misfit("a rate is a number, or one with /s");
    }
    const bool shared =
        out.metric == Metric::kFailures || out.metric == Metric::kPassedTransactions;
    if (shared && unit.text == "%") {
      out.unit = Unit::kShare;
      if (out.bound > 100) return wrong(number_at, "a share is at most 100%");
      out.bound /= 100;
      return {};
    }
    out.unit = Unit::kCount;
    if (unit.text.empty()) return {};
    return misfit(shared ? "write a number, or one with %" : "write a number without a unit");
  }

  Result<> readSeconds(const Word& clause, std::uint32_t least, std::uint32_t& into) {
    const Word time = word();
    const std::string name(clause.text);
    if (time.text.empty())
      return wrong(time.at, "a time is missing behind \"" + name + "\"", "as in 30s or 1m30s");
    const auto duration = base::parseDuration(time.text);
    if (!duration) {
      return wrong(time.at, "\"" + std::string(time.text) + "\" is not a time",
                   "write 30s, 2m or 1m30s");
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*duration);
    if (seconds != *duration || seconds.count() < least) {
      return wrong(time.at,
                   "\"" + name + "\" takes whole seconds" + (least > 0 ? ", one at least" : ""),
                   "thresholds are judged once a second");
    }
    if (seconds.count() > kMaxClauseSeconds) return wrong(time.at, "that is longer than a week");
    into = static_cast<std::uint32_t>(seconds.count());
    return {};
  }

  Result<> readClauses(Threshold& out) {
    bool seen_over = false;
    bool seen_from = false;
    bool seen_for = false;
    while (true) {
      skipBlanks();
      if (at_ == text_.size()) return {};
      if (text_[at_] == ',') {
        ++at_;
        return readStop(out);
      }
      const Word clause = word();
      Result<> read;
      bool* seen = nullptr;
      if (clause.text == "over") {
        seen = &seen_over;
        read = readSeconds(clause, 1, out.over_s);
      } else if (clause.text == "from") {
        seen = &seen_from;
        read = readSeconds(clause, 0, out.from_s);
      } else if (clause.text == "for") {
        seen = &seen_for;
        read = readSeconds(clause, 1, out.for_s);
      } else {
        return unknownClause(clause);
      }
      if (!read) return read;
      if (std::exchange(*seen, true)) {
        return wrong(clause.at, "\"" + std::string(clause.text) + "\" stands twice");
      }
    }
  }

  tl::unexpected<base::Error> unknownClause(const Word& clause) const {
    if (clause.text == "stop") {
      return wrong(clause.at, "a comma is missing before \"stop\"", "as in p95 < 300ms, stop");
    }
    return wrong(
        clause.at, "\"" + std::string(text_.substr(clause.at)) + "\" is not understood",
        "behind the value may stand: over TIME, from TIME, for TIME, and , stop after TIME");
  }

  Result<> readStop(Threshold& out) {
    const Word stop = word();
    if (stop.text != "stop") {
      return wrong(stop.at, "behind the comma only \"stop\" can stand",
                   "as in p95 < 300ms, stop after 20s");
    }
    out.stop_after_s = 0;
    const Word after = word();
    if (after.text == "after") {
      if (auto read = readSeconds(after, 0, *out.stop_after_s); !read) return read;
      skipBlanks();
      if (at_ == text_.size()) return {};
    } else if (after.text.empty() && at_ == text_.size()) {
      return {};
    } else {
      at_ = after.at;
    }
    return wrong(at_,
                 "\"" + std::string(text_.substr(at_)) + "\" behind \"stop\" is not understood",
                 "stop is the last word, or stop after TIME");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool Threshold::sameAs(const Threshold& other) const {
  Threshold same = other;
  same.text = text;
  same.place = place;
  same.containers = containers;
  return *this == same;
}

Result<Threshold> parseThreshold(std::string_view text) {
  const std::string_view content = trimmed(text);
  if (content.empty()) {
    return fail(ErrorCode::kInvalidArgument, "a threshold is empty",
                "write one such as p95 < 300ms");
  }
  if (content.size() > kMaxThresholdBytes) {
    return fail(ErrorCode::kLimit, "a threshold is longer than 1024 bytes");
  }
  return Reading(content).read();
}

Result<Thresholds> parseThresholds(const std::vector<std::string>& texts, const std::string& name) {
  Thresholds thresholds;
  const bool numbered = !name.starts_with("--");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string place = numbered ? name + "[" + std::to_string(i) + "]" : name;
    auto threshold = parseThreshold(texts[i]);
    if (!threshold) return fail(threshold.error().within(place));
    const bool twice =
        std::any_of(thresholds.begin(), thresholds.end(),
                    [&](const Threshold& known) { return known.sameAs(*threshold); });
    if (twice) {
      return fail(ErrorCode::kInvalidArgument, place + ": \"" + threshold->text + "\" stands twice",
                  "leave one of them out");
    }
    threshold->place = place;
    thresholds.push_back(std::move(*threshold));
  }
  if (thresholds.size() > kMaxThresholds) {
    return fail(ErrorCode::kLimit, name + ": more than 100 thresholds");
  }
  return thresholds;
}

Result<> refuseTimes(const Threshold& threshold) {
  const auto refuse = [&](const std::string& what) {
    return fail(ErrorCode::kInvalidArgument,
                (threshold.place.empty() ? "" : threshold.place + ": ") + "\"" + threshold.text +
                    "\": " + what + " needs a load",
                "hrp run judges times, failures and passed-transactions of what it ran; hrp boom "
                "takes all");
  };
  if (threshold.over_s > 0) return refuse("\"over\"");
  if (threshold.from_s > 0) return refuse("\"from\"");
  if (threshold.for_s > 0) return refuse("\"for\"");
  if (threshold.stop_after_s) return refuse("\"stop\"");
  const bool known = threshold.isTime() || threshold.metric == Metric::kFailures ||
                     threshold.metric == Metric::kPassedTransactions;
  return known ? Result<>{} : Result<>(refuse(metricText(threshold)));
}

void join(Thresholds& into, const Thresholds& more) {
  for (const Threshold& threshold : more) {
    const bool known = std::any_of(into.begin(), into.end(), [&](const Threshold& one) {
      return one.sameAs(threshold) && one.containers == threshold.containers;
    });
    if (!known) into.push_back(threshold);
  }
}

}  // namespace hrp::judge
