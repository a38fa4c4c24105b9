#include "hrp/runner/fleet_tenant.hpp"

#include <algorithm>

namespace hrp::runner {
namespace {

using engine::FleetNeeds;
using engine::FleetWords;
using engine::RowNeed;

constexpr base::Duration kClaimAgain = std::chrono::milliseconds(500);
constexpr base::Duration kSendAnyway = std::chrono::seconds(1);
constexpr base::Duration kRateWindow = std::chrono::milliseconds(500);
constexpr std::uint64_t kMaxLevel = 1 << 20;
// A claim names what is held piece by piece, so a worker with many pieces uses some up first.
constexpr std::size_t kManyPieces = 4'096;

std::uint64_t countOf(const std::vector<engine::RowRange>& ranges) {
  std::uint64_t count = 0;
  for (const auto& range : ranges) count += range.count;
  return count;
}

bool same(const std::vector<engine::MeetingNeed>& a, const std::vector<engine::MeetingNeed>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.arrivals == y.arrivals && x.releases == y.releases && x.waiting == y.waiting;
  });
}

}  // namespace

void FleetTenant::add(const FleetNeeds& needs, base::TimePoint now) {
  if (needs.rows.empty() && needs.points.empty()) return;
  pressing_ = pressing_ || pressing(needs);
  sets_.resize(needs.rows.size());
  for (std::size_t i = 0; i < sets_.size(); ++i) adopt(sets_[i], needs.rows[i], now);
  needs_ = needs;
  known_ = true;
}

// What cannot wait for the next regular claim.
bool FleetTenant::pressing(const FleetNeeds& needs) const {
  if (!known_ || needs.rows.size() != sets_.size()) return true;
  const bool met = !same(needs.points, needs_.points) || needs.meeting_word != needs_.meeting_word;
  if (met || (!needs.points.empty() && needs.users != needs_.users)) return true;
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    const Set& set = sets_[i];
    const RowNeed& need = needs.rows[i];
    if (!need.returned.empty() || need.word != set.need.word) return true;
    if (need.waiting > set.need.waiting || need.useful < std::min(set.need.useful, set.held)) {
      return true;
    }
    // Half of what it had at the last claim, or wants to have, is used up.
    const std::uint64_t left = countOf(need.held);
    const std::uint64_t wished = level(set);
    if (left < wished && left < set.held && left <= set.claimed / 2) return true;
    if (set.held > wished / 2 && left <= wished / 2) return true;
  }
  return false;
}

void FleetTenant::adopt(Set& set, const RowNeed& need, base::TimePoint now) {
  set.need = need;
  set.held = countOf(need.held);
  for (const auto& range : need.returned) {
    set.returned.push_back({{++set.last_return, range}, 0});
  }
  set.need.returned.clear();
  const base::Duration window = now - set.rated_at;
  if (window < kRateWindow) return;
  const double seconds = std::chrono::duration<double>(window).count();
  const auto started = static_cast<double>(need.started - set.rated_started);
  set.rate_per_s = set.rated_at == base::TimePoint{} ? 0 : (set.rate_per_s + started / seconds) / 2;
  set.rated_started = need.started;
  set.rated_at = now;
}

std::uint64_t FleetTenant::level(const Set& set) {
  if (set.need.held.size() > kManyPieces) return 0;
  const double ahead = set.rate_per_s * std::chrono::duration<double>(kAhead).count();
  const auto users =
      static_cast<std::uint64_t>(std::max({std::int64_t{0}, set.need.users, set.need.waiting}));
  const std::uint64_t wished = std::max(users, static_cast<std::uint64_t>(ahead));
  return std::min({wished, set.need.useful, kMaxLevel});
}

std::optional<FleetClaim> FleetTenant::due(base::TimePoint now) {
  if (!known_) return std::nullopt;
  const base::Duration since = now - sent_at_;
  const bool unanswered = answered_ < sequence_ && since >= kClaimAgain;
  if (!pressing_ && !unanswered && since < kSendAnyway) return std::nullopt;
  pressing_ = false;
  sent_at_ = now;
  FleetClaim claim;
  claim.sequence = ++sequence_;
  for (Set& set : sets_) {
    RowClaim row;
    row.word = set.need.word;
    row.waiting = set.need.waiting;
    row.level = level(set);
    row.held = set.need.held;
    set.claimed = set.held;
    for (Return& entry : set.returned) {
      if (row.returned.size() >= RowClaim::kMaxReturned) break;
      if (entry.claim == 0) entry.claim = sequence_;
      row.returned.push_back(entry.part);
    }
    claim.rows.push_back(std::move(row));
  }
  claim.users = needs_.users;
  claim.meeting_word = needs_.meeting_word;
  claim.points = needs_.points;
  return claim;
}

FleetWords FleetTenant::receive(const FleetGrant& grant) {
  FleetWords words;
  answered_ = std::max(answered_, std::min(grant.claim, sequence_));
  for (Set& set : sets_) {
    while (!set.returned.empty() && set.returned.front().claim > 0 &&
           set.returned.front().claim <= answered_) {
      set.returned.pop_front();
    }
  }
  for (const engine::RowWord& word : grant.words.rows) {
    if (word.set >= sets_.size() || word.number != sets_[word.set].forwarded + 1) continue;
    sets_[word.set].forwarded = word.number;
    words.rows.push_back(word);
  }
  if (grant.words.meetings.number > meeting_word_) {
    meeting_word_ = grant.words.meetings.number;
    words.meetings = grant.words.meetings;
  }
  return words;
}

bool FleetTenant::settled() const {
  return std::all_of(sets_.begin(), sets_.end(),
                     [](const Set& set) { return set.returned.empty(); });
}

}  // namespace hrp::runner
