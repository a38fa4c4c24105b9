#include "hrp/base/invariants.hpp"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>

namespace hrp::base {
namespace {

thread_local BrokenRuleListener* listener = nullptr;

// Rules come from the code, so this is bounded.
bool isNewRule(const BrokenRule& broken) {
  static std::mutex mutex;
  static std::set<std::string> known;
  const std::scoped_lock lock(mutex);
  return known.insert(broken.machine + ": " + broken.rule).second;
}

}  // namespace

std::string BrokenRule::text() const {
  return "broken invariant of " + machine + ": " + rule + " (" + values + ")";
}

void RuleCheck::note(const char* rule, BrokenRule::Gravity gravity) {
  finding_ = BrokenRule{machine_, rule, {}, gravity};
}

void RuleCheck::addText(std::string_view text) {
  std::string& values = finding_->values;
  if (value_next_) {
    values += '=';
  } else if (!values.empty()) {
    values += ' ';
  }
  values += text;
  value_next_ = !value_next_;
}

void enforce(const Finding& finding) {
  if (!finding) [[likely]]
    return;
  if (listener != nullptr) return listener->heard_(*finding);
  const bool goes_on = !kCheckAllAfterEachStep && finding->gravity == BrokenRule::Gravity::kState;
  if (goes_on) {
    if (isNewRule(*finding)) spdlog::error("{}", finding->text());
    return;
  }
  std::fprintf(stderr, "hrp: %s\n", finding->text().c_str());
  std::abort();
}

BrokenRuleListener::BrokenRuleListener(Heard heard) : heard_(std::move(heard)), outer_(listener) {
  listener = this;
}
BrokenRuleListener::~BrokenRuleListener() {
  listener = outer_;
}

}  // namespace hrp::base
